package org.rlhf4j.evaluators.diversity;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Interval;

/**
 * A number that is estimated from prompts.
 *
 * @param value NaN where there is none
 * @param deviations how far each observation moves it, up to the factor 1 / n: for a mean x_i -
 *     mean; NaN for those that do not count
 */
record PromptEstimate(double value, double[] deviations) {

  private static final double LEVEL = 0.95;

  /** The mean of those observations that are not NaN. */
  static PromptEstimate mean(double[] observations) {
    double mean = Sample.of(defined(observations)).mean();
    return new PromptEstimate(mean, Arrays.stream(observations).map(x -> x - mean).toArray());
  }

  /** The sum of x over the sum of y, with the deviations of the delta method. */
  static PromptEstimate ratio(double[] x, double[] y) {
    double ratio = Arrays.stream(x).sum() / Arrays.stream(y).sum();
    double mean = Arrays.stream(y).average().orElse(Double.NaN);
    return new PromptEstimate(
        ratio,
        IntStream.range(0, x.length).mapToDouble(i -> (x[i] - ratio * y[i]) / mean).toArray());
  }

  /** How many observations count. */
  int n() {
    return defined(deviations).length;
  }

  /** Student's at 95 %. */
  Interval interval() {
    return Interval.student(value, standardError(), n() - 1, LEVEL);
  }

  double standardError() {
    return Sample.of(defined(deviations)).standardError();
  }

  /**
   * This one less another over the same prompts: for each prompt on which both are known a number,
   * the mean of which is the difference, up to the approximation of {@link #ratio}.
   */
  double[] less(PromptEstimate other) {
    return IntStream.range(0, deviations.length)
        .mapToDouble(i -> value - other.value + deviations[i] - other.deviations[i])
        .filter(x -> !Double.isNaN(x))
        .toArray();
  }

  private static double[] defined(double[] x) {
    return Arrays.stream(x).filter(v -> !Double.isNaN(v)).toArray();
  }
}
