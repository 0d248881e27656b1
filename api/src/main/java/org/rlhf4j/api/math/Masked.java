package org.rlhf4j.api.math;

import ai.djl.ndarray.NDArray;

/**
 * Reductions over the real tokens of a padded batch: the one place where a mask meets a sum. Values
 * and masks have shape (rows, tokens); the mask is 1 for real tokens and 0 for padding.
 */
public final class Masked {

  private Masked() {}

  /** Sum over all real tokens, a scalar. */
  public static NDArray sum(NDArray values, NDArray mask) {
    return values.mul(mask).sum();
  }

  /** Sum over the real tokens of each row, shape (rows). */
  public static NDArray rowSums(NDArray values, NDArray mask) {
    return values.mul(mask).sum(new int[] {1});
  }
}
