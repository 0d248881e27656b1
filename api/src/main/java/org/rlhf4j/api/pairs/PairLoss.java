package org.rlhf4j.api.pairs;

import ai.djl.ndarray.NDArray;

/** A loss over pairs: a pure function of what the policy and the reference think of them. */
@FunctionalInterface
public interface PairLoss {

  /**
   * This micro-batch's share of the loss of the whole step.
   *
   * @param pairs log-probabilities of both answers of each pair
   * @return a scalar; {@link Pairs#mean} divides by the pairs of the whole step
   */
  NDArray of(Pairs pairs);
}
