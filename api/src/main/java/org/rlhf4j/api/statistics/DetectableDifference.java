package org.rlhf4j.api.statistics;

import java.util.List;
import java.util.Locale;
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

  /**
   * The same in words, where nobody knows yet how much observations differ.
   *
   * @param what is measured, such as {@code a mean gain}
   * @param n how many prompts; nothing is said of 0
   */
  public List<String> inDeviations(String what, int n) {
    return n == 0
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "With %d prompts %s is told from 0 in %.0f of 100 cases if it is %.2f standard"
                    + " deviations of single prompts' (%.0f %% level).",
                n,
                what,
                100 * power,
                of(1, n),
                100 * significance));
  }
}
