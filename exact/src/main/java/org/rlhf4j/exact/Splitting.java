package org.rlhf4j.exact;

/**
 * How a tabular model splits batches: nothing that a loss returns may depend on it.
 *
 * @param rows most rows in a micro-batch; groups stay whole all the same
 * @param padding columns of padding beyond what the longest row needs
 */
public record Splitting(int rows, int padding) {

  /** The whole batch at once, padded no more than needed. */
  public static final Splitting NONE = new Splitting(Integer.MAX_VALUE, 0);

  public Splitting {
    if (rows < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "need rows >= 1 and padding >= 0, got " + rows + " and " + padding);
    }
  }
}
