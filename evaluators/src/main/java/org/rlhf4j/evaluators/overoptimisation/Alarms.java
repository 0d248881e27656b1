package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Holm;
import org.rlhf4j.api.statistics.SignFlipTest;

/**
 * Which curves have passed their gold peak. All curves are one family: p-values are adjusted by
 * {@link Holm}, so that a report of curves that all go on rising, or stay where they are, raises
 * any alarm with the probability of the significance at most, however many curves it has.
 *
 * @param significance such as 0.05
 * @param leastDraws of signs for each test, at least; there are more where the family needs them
 * @param random a stream of its own
 */
record Alarms(double significance, int leastDraws, RandomStream random) {

  /**
   * The alarms.
   *
   * @param since gold since the best point, for each curve
   */
  List<Alarm> of(List<Curve> curves, List<SinceBest> since) {
    int draws = SignFlipTest.draws(significance / curves.size(), leastDraws);
    double[] adjusted =
        Holm.adjust(
            curves.stream()
                .mapToDouble(c -> PeakTest.of(c, draws, random.child(c.name())).p())
                .toArray());
    List<Alarm> alarms = new ArrayList<>();
    for (int c = 0; c < adjusted.length; c++) {
      Curve curve = curves.get(c);
      Sample proxy = Sample.of(Curve.difference(curve.last(), curve.best(), Curve.Score.PROXY));
      // where both fell, a training failed, and no proxy was optimised too far
      if (adjusted[c] <= significance && proxy.mean() >= 0) {
        alarms.add(alarm(curve, since.get(c), proxy, adjusted[c], adjusted.length));
      }
    }
    return alarms;
  }

  private Alarm alarm(Curve curve, SinceBest since, Sample proxy, double p, int family) {
    String words =
        String.format(
            Locale.ROOT,
            "the gold peak is passed: from %s %d to %d gold changed by %.3g ± %.2g (best point"
                + " chosen on half of the prompts, measured on the other half) while the proxy"
                + " changed by %.3g ± %.2g (paired over %d prompts; p = %.2g for a decline since"
                + " any point, %s, below %.2g)",
            curve.unit(),
            curve.best().at(),
            curve.last().at(),
            since.value(),
            since.standardError(),
            proxy.mean(),
            proxy.standardError(),
            proxy.n(),
            p,
            family == 1 ? "the only curve" : "after Holm's correction for " + family + " curves",
            significance);
    return new Alarm(curve.name(), words, evidence(curve));
  }

  private static List<String> evidence(Curve curve) {
    List<String> rows = new ArrayList<>();
    for (Curve.Point point : curve.points()) {
      rows.add(
          String.format(
              Locale.ROOT,
              "%s %d: KL %s%.3g nats, proxy %.3g, gold %.3g%s",
              curve.unit(),
              point.at(),
              curve.bound() ? "at most " : "",
              Sample.of(point.kl()).mean(),
              Sample.of(point.proxy()).mean(),
              Sample.of(point.gold()).mean(),
              point.at() == curve.best().at() ? " (best)" : ""));
    }
    return rows;
  }
}
