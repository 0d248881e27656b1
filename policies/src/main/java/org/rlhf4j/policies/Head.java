package org.rlhf4j.policies;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.function.UnaryOperator;

/**
 * What turns selected hidden states into numbers: log-probabilities of given tokens, or a learned
 * score. The backward pass is written out, because recording it would keep logits of the whole
 * batch alive.
 */
interface Head {

  /**
   * Reads hidden states (N, D), those of all outputs of the rows.
   *
   * @param scope owns everything that the result needs, until the backward pass is over
   */
  Pass read(PtNDManager scope, PtNDArray hidden, PackedRows rows);

  /**
   * A forward pass, and how to go back.
   *
   * @param outputs shape (K, N): K numbers for each of the hidden states, the first of which is the
   *     output proper
   * @param backward given dLoss/doutputs (K, N), returns dLoss/dhidden (N, D) and adds to the
   *     gradients of the head's own weights; to be called once at most
   */
  record Pass(PtNDArray outputs, UnaryOperator<PtNDArray> backward) {}
}
