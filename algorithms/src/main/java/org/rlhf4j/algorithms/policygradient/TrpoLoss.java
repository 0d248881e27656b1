package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The surrogate objective of trust region policy optimisation (Schulman et al. 2015, "Trust region
 * policy optimization", arXiv:1502.05477, equation 14), as a loss to minimise:
 *
 * <pre>
 * r_it = pi(y_it) / pi_old(y_it)
 * L    = - 1 / N  sum_i A_i sum_t r_it
 * </pre>
 *
 * <p>with N the tokens of the step, in units of the reward. Nothing is clipped: what keeps the
 * policy near the old one is the constraint of {@link Trpo}.
 */
record TrpoLoss() {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
   * @param advantages A, shape (rows)
   * @param mask shape (rows, tokens)
   * @param stepTokens N
   * @return a scalar
   */
  NDArray of(
      NDArray logProbs, NDArray oldLogProbs, NDArray advantages, NDArray mask, long stepTokens) {
    NDArray ratios = logProbs.sub(oldLogProbs).exp();
    NDArray answers = Masked.rowSums(ratios, mask);
    return Scalars.times(answers.mul(advantages).sum(), -1.0 / stepTokens);
  }
}
