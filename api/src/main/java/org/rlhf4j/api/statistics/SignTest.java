package org.rlhf4j.api.statistics;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * The sign test: whether differences are as often positive as negative. Differences of zero say
 * nothing and are left out of the test.
 *
 * @param positive how many differences were above zero
 * @param negative how many were below
 * @param ties how many were zero
 */
public record SignTest(int positive, int negative, int ties) {

  /** Counts the signs. */
  public static SignTest of(double[] differences) {
    int positive = 0;
    int negative = 0;
    for (double d : differences) {
      if (d > 0) {
        positive++;
      } else if (d < 0) {
        negative++;
      }
    }
    return new SignTest(positive, negative, differences.length - positive - negative);
  }

  /**
   * The exact two-sided probability of signs at least as uneven: twice the lower tail of the
   * binomial distribution, at most 1. (Hipparchus's own BinomialTest compares rounded
   * probabilities, and leaves half of a symmetric distribution's middle out.)
   */
  public double p() {
    int n = positive + negative;
    int fewer = Math.min(positive, negative);
    return Math.min(1, 2 * new BinomialDistribution(n, 0.5).cumulativeProbability(fewer));
  }
}
