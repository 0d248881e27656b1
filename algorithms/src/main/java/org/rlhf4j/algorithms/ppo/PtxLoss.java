package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The pretraining part of PPO-ptx (Ouyang et al. 2022, "Training language models to follow
 * instructions with human feedback", arXiv:2203.02155, equation 2), in nats a token:
 *
 * <pre>L = - gamma / M  sum_t log pi(x_t)</pre>
 *
 * <p>t runs over the M answer tokens of the demonstrations of a gradient step. They stand for the
 * paper's pretraining data, of which prompts count too; it does not say what its sum is divided by.
 *
 * @param coefficient gamma
 */
record PtxLoss(double coefficient) {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param demonstrations 1 for tokens of demonstrations and 0 for all else, same shape
   * @param stepTokens M
   * @return a scalar
   */
  NDArray of(NDArray logProbs, NDArray demonstrations, long stepTokens) {
    return Scalars.times(Masked.sum(logProbs, demonstrations), -coefficient / stepTokens);
  }
}
