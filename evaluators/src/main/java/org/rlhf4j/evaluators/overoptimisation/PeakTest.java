package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Bootstrap;

/**
 * Whether the gold reward at the end of a curve is lower than it was before. The best of several
 * points was chosen because it looks good, so comparing the end with it alone would cry wolf. The
 * statistic is the largest of the paired differences, each in its standard errors; its distribution
 * without any decline is that of the largest centred difference in a bootstrap over prompts (Romano
 * and Wolf, "Stepwise multiple testing as formalized data snooping", Econometrica 73(4), 2005,
 * first step). All points before the end, the beginning included, are tested at once.
 *
 * @param z the largest difference in its standard errors; negative infinity where nothing differs
 * @param p one-sided, the observed statistic counted in
 */
record PeakTest(double z, double p) {

  static PeakTest of(Curve curve, Bootstrap bootstrap) {
    List<double[]> declines = new ArrayList<>();
    for (Curve.Point point : curve.points()) {
      if (point.at() != curve.last().at()) {
        declines.add(Curve.difference(point, curve.last(), Curve.Score.GOLD));
      }
    }
    List<Sample> samples = declines.stream().map(Sample::of).toList();
    double z = Double.NEGATIVE_INFINITY;
    for (Sample sample : samples) {
      z = sample.standardError() > 0 ? Math.max(z, sample.mean() / sample.standardError()) : z;
    }
    if (z == Double.NEGATIVE_INFINITY) {
      return new PeakTest(z, 1);
    }
    double[] largest =
        bootstrap.replicates(curve.prompts(), drawn -> largest(declines, samples, drawn)).values();
    int asLarge = 0;
    for (double each : largest) {
      asLarge += each >= z ? 1 : 0;
    }
    return new PeakTest(z, (1.0 + asLarge) / (1.0 + bootstrap.resamples()));
  }

  private static double largest(List<double[]> declines, List<Sample> samples, int[] drawn) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < declines.size(); k++) {
      Sample sample = samples.get(k);
      if (sample.standardError() > 0) {
        double centred = Bootstrap.mean(declines.get(k), drawn) - sample.mean();
        largest = Math.max(largest, centred / sample.standardError());
      }
    }
    return largest;
  }
}
