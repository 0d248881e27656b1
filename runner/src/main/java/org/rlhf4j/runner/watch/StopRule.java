package org.rlhf4j.runner.watch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.runner.spec.StopStage;

/**
 * "Proxy up, held-out gold flat or down", as {@link StopStage} defines it. What it says depends on
 * the points alone, so that there is nothing to remember.
 *
 * <p>The best of several noisy points looks better than it is. That makes "flat" come a little
 * early, never "down" by more than its own error; a higher patience or drop guards against it.
 */
final class StopRule {
  private final StopStage options;

  StopRule(StopStage options) {
    this.options = options;
  }

  /**
   * Why a training ends after these points.
   *
   * @return the numbers in a sentence; empty if it goes on
   */
  Optional<String> reason(List<TrajectoryPoint> points) {
    int last = points.size() - 1;
    for (int p = last; p > last - options.patience(); p--) {
      if (p < 1 || !holds(points, p)) {
        return Optional.empty();
      }
    }
    TrajectoryPoint best = points.get(best(points, last));
    Sample proxy = difference(points.get(last), best, TrajectoryPoint::proxy);
    Sample gold = difference(points.get(last), best, TrajectoryPoint::gold);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "between steps %d and %d the proxy rose by %.3g ± %.2g and gold changed by %.3g ± %.2g"
                + " (paired over %d prompts); it was so at %d points in a row (z = %s, drop = %s,"
                + " patience = %d)",
            best.step(),
            points.get(last).step(),
            proxy.mean(),
            proxy.standardError(),
            gold.mean(),
            gold.standardError(),
            gold.n(),
            options.patience(),
            options.z(),
            options.drop(),
            options.patience()));
  }

  private boolean holds(List<TrajectoryPoint> points, int p) {
    TrajectoryPoint best = points.get(best(points, p));
    double up = z(difference(points.get(p), best, TrajectoryPoint::proxy));
    double gold = z(difference(points.get(p), best, TrajectoryPoint::gold));
    return up > 0 && up >= options.z() && -gold >= options.drop();
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

  private static Sample difference(
      TrajectoryPoint now, TrajectoryPoint then, Function<TrajectoryPoint, double[]> score) {
    double[] differences = new double[now.prompts()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = score.apply(now)[i] - score.apply(then)[i];
    }
    return Sample.of(differences);
  }

  /** In standard errors; a difference that is the same everywhere has none. NaN passes no test. */
  private static double z(Sample difference) {
    return difference.mean() == 0 ? 0 : difference.mean() / difference.standardError();
  }
}
