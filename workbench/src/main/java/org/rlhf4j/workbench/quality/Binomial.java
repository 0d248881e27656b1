package org.rlhf4j.workbench.quality;

/** Tosses of a fair coin. */
final class Binomial {
  private Binomial() {}

  /** The probability of at least k heads in n tosses. */
  static double atLeast(int k, int n) {
    double logHalf = n * Math.log(0.5);
    double logChoose = 0;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      if (i > 0) {
        logChoose += Math.log((double) (n - i + 1) / i);
      }
      if (i >= k) {
        sum += Math.exp(logChoose + logHalf);
      }
    }
    return Math.min(1, sum);
  }

  /** The probability of a result at least as far from one half as k of n, on either side. */
  static double twoSided(int k, int n) {
    return Math.min(1, 2 * atLeast(Math.max(k, n - k), n));
  }
}
