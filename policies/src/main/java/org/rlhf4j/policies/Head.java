package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/**
 * What turns selected hidden states into one number each: log-probabilities of given tokens, or a
 * learned score. The backward pass is written out, because recording it would keep logits of the
 * whole batch alive.
 */
interface Head {

  /** Outputs (N) of hidden states (N, D). */
  PtNDArray outputs(PtNDManager scope, PtNDArray hidden, PackedRows rows);

  /**
   * Given dLoss/doutputs (N), returns dLoss/dhidden (N, D) and adds to the gradients of the head's
   * own weights.
   *
   * @param outputs what {@link #outputs} returned for the same hidden states
   */
  PtNDArray backward(
      PtNDManager scope, PtNDArray hidden, PackedRows rows, PtNDArray outputs, PtNDArray gradient);
}
