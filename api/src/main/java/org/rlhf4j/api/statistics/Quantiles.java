package org.rlhf4j.api.statistics;

import java.util.Arrays;

/**
 * Quantiles of observations: linear between the order statistics, where the i-th of n (from 0)
 * stands at i / (n - 1). That is type 7 of Hyndman and Fan, "Sample Quantiles in Statistical
 * Packages", The American Statistician 50(4), 1996, and what R and NumPy do by default.
 */
public final class Quantiles {

  private Quantiles() {}

  /**
   * A quantile.
   *
   * @param x at least one observation, none of them NaN, in any order
   * @param p in [0, 1]
   */
  public static double of(double[] x, double p) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, p);
  }

  /** The same of observations in ascending order. */
  static double ofSorted(double[] sorted, double p) {
    int n = sorted.length;
    if (n == 0 || Double.isNaN(sorted[n - 1]) || !(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "a quantile is of numbers, at p in [0, 1]; got " + n + " numbers and p " + p);
    }
    double place = p * (n - 1);
    int below = (int) place;
    if (below == n - 1 || place == below) {
      return sorted[below];
    }
    return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
  }
}
