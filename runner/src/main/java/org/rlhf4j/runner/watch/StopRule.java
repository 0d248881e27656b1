package org.rlhf4j.runner.watch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.runner.spec.StopStage;

/**
 * "Proxy up, held-out gold down", as {@link StopStage} defines it. What it says depends on the
 * points alone, so that there is nothing to remember.
 */
final class StopRule {
  private final StopStage options;
  private final GoldFall fall;

  /**
   * The rule.
   *
   * @param points of the watch, the first one included
   */
  StopRule(StopStage options, int points) {
    this.options = options;
    this.fall = new GoldFall(options.significance(), points - 1);
  }

  /**
   * Why a training ends after these points.
   *
   * @return empty if it goes on
   */
  Optional<StopReason> reason(List<TrajectoryPoint> points) {
    int last = points.size() - 1;
    for (int p = last; p > last - options.patience(); p--) {
      if (p < 1 || !holds(points, p)) {
        return Optional.empty();
      }
    }
    return Optional.of(why(points, last));
  }

  private StopReason why(List<TrajectoryPoint> points, int last) {
    TrajectoryPoint best = points.get(best(points, last));
    Sample proxy = GoldFall.difference(points.get(last), best, TrajectoryPoint::proxy);
    Sample gold = GoldFall.difference(points.get(last), best, TrajectoryPoint::gold);
    boolean tested = options.significance() < 1;
    String seen =
        String.format(
            Locale.ROOT,
            "between steps %d and %d the proxy rose by %.3g ± %.2g and gold %s %.3g ± %.2g (paired"
                + " over %d prompts)",
            best.step(),
            points.get(last).step(),
            proxy.mean(),
            proxy.standardError(),
            tested ? "fell by" : "changed by",
            tested ? -gold.mean() : gold.mean(),
            gold.standardError(),
            gold.n());
    double p = tested ? fall.p(points, last) : Double.NaN;
    String found =
        tested
            ? String.format(
                Locale.ROOT,
                "p = %.2g for a fall of gold since any point, after correction for the points and"
                    + " the looks so far, below %s",
                p,
                options.significance())
            : "whether gold fell was not tested, since significance is 1";
    return new StopReason(
        tested ? "over-optimised" : "the proxy rose and gold did not",
        String.format(
            Locale.ROOT,
            "%s; %s; it was so at %d points in a row (z = %s, drop = %s, patience = %d)",
            seen,
            found,
            options.patience(),
            options.z(),
            options.drop(),
            options.patience()),
        p,
        options.significance());
  }

  private boolean holds(List<TrajectoryPoint> points, int p) {
    TrajectoryPoint best = points.get(best(points, p));
    double up = z(GoldFall.difference(points.get(p), best, TrajectoryPoint::proxy));
    double gold = z(GoldFall.difference(points.get(p), best, TrajectoryPoint::gold));
    return up > 0
        && up >= options.z()
        && -gold >= options.drop()
        && (options.significance() == 1 || fall.p(points, p) <= options.significance());
  }

  /** The first one of the highest gold before a point. */
  private static int best(List<TrajectoryPoint> points, int before) {
    int best = 0;
    for (int p = 1; p < before; p++) {
      if (Sample.of(points.get(p).gold()).mean() > Sample.of(points.get(best).gold()).mean()) {
        best = p;
      }
    }
    return best;
  }

  /** In standard errors; a difference that is the same everywhere has none. NaN passes no test. */
  private static double z(Sample difference) {
    return difference.mean() == 0 ? 0 : difference.mean() / difference.standardError();
  }
}
