package org.rlhf4j.api.math;

/**
 * Mean and spread of independent observations.
 *
 * @param n how many
 * @param mean their mean; NaN for none
 * @param standardDeviation with n - 1 degrees of freedom; NaN for fewer than two
 */
public record Sample(int n, double mean, double standardDeviation) {

  /** Summarises observations in two passes with a compensated sum, which loses no digits. */
  public static Sample of(double[] x) {
    if (x.length == 0) {
      return new Sample(0, Double.NaN, Double.NaN);
    }
    double mean = sum(x) / x.length;
    double squares = 0;
    for (double v : x) {
      squares += (v - mean) * (v - mean);
    }
    double sd = x.length < 2 ? Double.NaN : Math.sqrt(squares / (x.length - 1));
    return new Sample(x.length, mean, sd);
  }

  /**
   * With the rounding errors carried along (Neumaier 1974), so that whole numbers give no noise.
   */
  private static double sum(double[] x) {
    double sum = 0;
    double lost = 0;
    for (double v : x) {
      double next = sum + v;
      lost += Math.abs(sum) >= Math.abs(v) ? (sum - next) + v : (v - next) + sum;
      sum = next;
    }
    // of infinite values the errors are NaN
    return Double.isFinite(lost) ? sum + lost : sum;
  }

  /** Standard error of the mean, sd / sqrt(n); NaN for fewer than two observations. */
  public double standardError() {
    return standardDeviation / Math.sqrt(n);
  }
}
