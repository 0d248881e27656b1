package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The clipped surrogate objective of proximal policy optimisation (Schulman et al. 2017, "Proximal
 * policy optimization algorithms", arXiv:1707.06347, equation 7), as a loss to minimise:
 *
 * <pre>
 * r_t = pi(y_t) / pi_old(y_t)
 * L   = 1 / N  sum_t max(-A_t r_t, -A_t clip(r_t, 1 - c, 1 + c))
 * </pre>
 *
 * <p>t runs over the response tokens of a mini-batch; N is its denominator, so the loss has the
 * unit of the advantages.
 *
 * @param clipRatio c
 */
record PpoPolicyLoss(double clipRatio) {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
   * @param advantages A, same shape
   * @param mask same shape
   * @param denominator N
   * @return a scalar
   */
  NDArray of(
      NDArray logProbs, NDArray oldLogProbs, NDArray advantages, NDArray mask, double denominator) {
    NDArray ratios = logProbs.sub(oldLogProbs).exp();
    NDArray clipped = ratios.clip(1 - clipRatio, 1 + clipRatio);
    NDArray losses = advantages.neg().mul(ratios).maximum(advantages.neg().mul(clipped));
    return Scalars.times(Masked.sum(losses, mask), 1 / denominator);
  }
}
