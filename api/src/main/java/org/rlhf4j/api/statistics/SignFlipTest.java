package org.rlhf4j.api.statistics;

import java.util.List;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;

/**
 * Whether any of several means of paired differences lies above zero, by flipping signs at random.
 * Where nothing differs, each observation could as well have come with the other sign. The test is
 * then exact for any number of observations, also for differences that are mostly zero; where
 * differences are skewed it holds for many observations, since the statistic is studentised
 * (Janssen, "Studentized permutation tests for non-i.i.d. hypotheses", Statistics &amp; Probability
 * Letters 36, 1997). All differences of one observation get the same sign, which keeps what they
 * have in common.
 *
 * <p>The statistic is the largest of sum(d) / sqrt(sum(d^2)) over the columns. It rises with
 * Student's t, and needs no standard error, since signs leave sum(d^2) as it is.
 *
 * <p>Signs are drawn until as many draws as {@value #ENOUGH} reach the observed statistic, or until
 * there are no more: p is the share of such draws, valid in either case (Besag and Clifford,
 * "Sequential Monte Carlo p-values", Biometrika 78(2), 1991). Small p-values thus get many draws
 * and large ones few.
 *
 * @param statistic the largest one; negative infinity where all differences are zero
 * @param p one-sided, at least 1 / (draws + 1)
 */
public record SignFlipTest(double statistic, double p) {

  /** So many draws as large as the observation fix a p-value to 14 % of itself. */
  static final int ENOUGH = 50;

  /** So many times the smallest threshold must p be able to undercut it. */
  private static final int FINENESS = 20;

  /** Rounding must not decide between equal statistics. */
  private static final double ROUNDING = 1e-12;

  /**
   * How many draws a p-value needs that is compared with a threshold.
   *
   * @param threshold the smallest one, such as 0.05 / m for m tests; above 0
   * @param atLeast the fewest draws
   */
  public static int draws(double threshold, int atLeast) {
    return (int)
        Math.min(Integer.MAX_VALUE - 1, Math.max(atLeast, Math.ceil(FINENESS / threshold)));
  }

  /**
   * The test of one mean.
   *
   * @see #of(List, int, RandomStream)
   */
  public static SignFlipTest of(double[] differences, int draws, RandomStream random) {
    return of(List.of(differences), draws, random);
  }

  /**
   * The test.
   *
   * @param columns differences, in each column one for each observation, none of them NaN
   * @param draws of signs, at most; at least 1
   * @param random a stream of its own
   */
  public static SignFlipTest of(List<double[]> columns, int draws, RandomStream random) {
    if (draws < 1) {
      throw new IllegalArgumentException("a test needs at least one draw of signs, got " + draws);
    }
    double[][] scaled =
        columns.stream()
            .map(SignFlipTest::scaled)
            .filter(d -> d.length > 0)
            .toArray(double[][]::new);
    if (scaled.length == 0) {
      return new SignFlipTest(Double.NEGATIVE_INFINITY, 1);
    }
    long[] signs = new long[(scaled[0].length + Long.SIZE - 1) / Long.SIZE];
    double observed = largest(scaled, signs);
    double asLarge = observed - ROUNDING;
    RandomGenerator generator = random.generator();
    int reached = 0;
    for (int b = 1; b <= draws; b++) {
      for (int w = 0; w < signs.length; w++) {
        signs[w] = generator.nextLong();
      }
      reached += largest(scaled, signs) >= asLarge ? 1 : 0;
      if (reached == ENOUGH) {
        return new SignFlipTest(observed, (double) reached / b);
      }
    }
    return new SignFlipTest(observed, (1.0 + reached) / (1.0 + draws));
  }

  /** Divided by the root of the sum of squares; empty where all are zero. */
  private static double[] scaled(double[] differences) {
    double squares = 0;
    for (double d : differences) {
      squares += d * d;
    }
    if (Double.isNaN(squares)) {
      throw new IllegalArgumentException("differences must be numbers, one of them is NaN");
    }
    if (squares == 0) {
      return new double[0];
    }
    double[] scaled = differences.clone();
    double root = Math.sqrt(squares);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] /= root;
    }
    return scaled;
  }

  /** A set bit turns the sign. */
  private static double largest(double[][] scaled, long[] signs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double[] column : scaled) {
      double sum = 0;
      for (int i = 0; i < column.length; i++) {
        sum += (signs[i >> 6] >>> i & 1) == 0 ? column[i] : -column[i];
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
