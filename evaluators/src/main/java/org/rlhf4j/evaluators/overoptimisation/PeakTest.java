package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.SignFlipTest;

/**
 * Whether the gold reward at the end of a curve is lower than it was before. The best of several
 * points was chosen because it looks good, so comparing the end with it alone would cry wolf. All
 * points before the end, the beginning included, are tested at once: the statistic is the largest
 * of the paired differences, each studentised, and its distribution without any decline comes from
 * {@link SignFlipTest} over prompts.
 *
 * @param z the largest difference in its standard errors; negative infinity where nothing differs
 * @param p one-sided, for this curve alone
 */
record PeakTest(double z, double p) {

  /**
   * The test.
   *
   * @param draws of signs, at most
   * @param random a stream of its own
   */
  static PeakTest of(Curve curve, int draws, RandomStream random) {
    List<double[]> declines = new ArrayList<>();
    for (Curve.Point point : curve.points()) {
      if (point.at() != curve.last().at()) {
        declines.add(Curve.difference(point, curve.last(), Curve.Score.GOLD));
      }
    }
    double z = Double.NEGATIVE_INFINITY;
    for (double[] decline : declines) {
      Sample sample = Sample.of(decline);
      z = sample.standardError() > 0 ? Math.max(z, sample.mean() / sample.standardError()) : z;
    }
    return new PeakTest(z, SignFlipTest.of(declines, draws, random).p());
  }
}
