package org.rlhf4j.algorithms.ppo;

import java.util.Arrays;

/**
 * Scaling of rewards or advantages to unit variance over all response tokens of a rollout batch:
 *
 * <pre>w = (x - mean) / (sd + 1e-8)  [+ mean]</pre>
 *
 * <p>Rows have as many numbers as tokens, so padding never enters a statistic. AlpacaFarm ({@code
 * torch_ops.whiten}) takes mean and sd over the padded batch instead, where padding counts as
 * zeros; TRL ({@code masked_whiten}) divides by sqrt(variance + 1e-8).
 */
public enum Whitening {
  /** Left as they are. */
  NONE,
  /** Scaled; the mean stays where it was. */
  KEEP_MEAN,
  /** Scaled and shifted to mean 0. */
  SHIFT_MEAN;

  private static final double EPSILON = 1e-8;

  /** What the sum of squared deviations of n numbers is divided by. */
  public enum Variance {
    /** n, as in AlpacaFarm. */
    POPULATION,
    /** n - 1, as in TRL. */
    SAMPLE
  }

  /**
   * The whitened numbers.
   *
   * @param rows numbers, one a token
   * @return new arrays of the same lengths
   */
  double[][] of(double[][] rows, Variance variance) {
    double n = Arrays.stream(rows).mapToInt(row -> row.length).sum();
    double mean = Arrays.stream(rows).flatMapToDouble(Arrays::stream).sum() / n;
    double squares =
        Arrays.stream(rows).flatMapToDouble(Arrays::stream).map(x -> (x - mean) * (x - mean)).sum();
    // A single number has no spread by either definition.
    double divisor = variance == Variance.POPULATION || n == 1 ? n : n - 1;
    double sd = Math.sqrt(squares / divisor);
    double shift = this == KEEP_MEAN ? mean : 0;
    double[][] whitened = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      whitened[i] =
          this == NONE
              ? rows[i].clone()
              : Arrays.stream(rows[i]).map(x -> (x - mean) / (sd + EPSILON) + shift).toArray();
    }
    return whitened;
  }
}
