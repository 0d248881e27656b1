package org.rlhf4j.evaluators.statistics;

import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The smallest true difference that a two-sided test of a mean finds with a given probability: (z(1
 * - significance / 2) + z(power)) sd / sqrt(n), by the normal approximation (Cohen, Statistical
 * Power Analysis for the Behavioral Sciences, 1988).
 *
 * @param power with which it is found, such as 0.8
 * @param significance of the test, such as 0.05
 */
public record DetectableDifference(double power, double significance) {

  /** With probability 0.8, at the 5 % level. */
  public static final DetectableDifference USUAL = new DetectableDifference(0.8, 0.05);

  /**
   * The smallest difference.
   *
   * @param standardDeviation of one observation, in any unit; the result has the same
   * @param n how many observations, at least 1
   */
  public double of(double standardDeviation, int n) {
    NormalDistribution normal = new NormalDistribution();
    double z =
        normal.inverseCumulativeProbability(1 - significance / 2)
            + normal.inverseCumulativeProbability(power);
    return z * standardDeviation / Math.sqrt(n);
  }
}
