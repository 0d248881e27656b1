package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;

/** A loss over pairs: one pure method, and one file for each loss. */
interface PairLoss {

  /**
   * This micro-batch's share of the loss.
   *
   * @param pairs log-probabilities of both answers of each pair
   * @return a scalar
   */
  NDArray of(PairOutputs pairs);
}
