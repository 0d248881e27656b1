package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss whose gradient is that of REINFORCE (Williams 1992, "Simple statistical
 * gradient-following algorithms for connectionist reinforcement learning", Machine Learning 8,
 * equation 4), with a whole answer as one action:
 *
 * <pre>L = - 1 / n  sum_i A_i sum_t log pi(y_it)</pre>
 *
 * <p>with n the answers of the step and A_i their rewards less a baseline. The value of this loss
 * says nothing; only its gradient has a meaning.
 */
record ReinforceLoss() {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param advantages A, shape (rows)
   * @param mask shape (rows, tokens)
   * @param stepAnswers n
   * @return a scalar
   */
  NDArray of(NDArray logProbs, NDArray advantages, NDArray mask, int stepAnswers) {
    NDArray answers = Masked.rowSums(logProbs, mask);
    return Scalars.times(answers.mul(advantages).sum(), -1.0 / stepAnswers);
  }
}
