package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of REINFORCE leave-one-out (Ahmadian et al. 2024, "Back to basics: revisiting REINFORCE
 * style optimization for learning from human feedback in LLMs", arXiv:2402.14740, section 2.2), in
 * units of the reward. With {@code SEQUENCE} an answer is one action and has one ratio:
 *
 * <pre>
 * r_i = exp(sum_t log pi(y_it) - log pi_old(y_it))
 * L   = 1 / n  sum_i max(-A_i r_i, -A_i clip(r_i, 1 - c, 1 + c))
 * </pre>
 *
 * <p>and with {@code TOKEN} each token has its own, L = 1 / N sum_i sum_t of the same with r_it; n
 * are the answers and N the tokens of the step. At the first gradient step on some answers the
 * ratio is 1 and the gradient of {@code SEQUENCE} that of the paper, -1 / n sum_i A_i grad log
 * pi(y_i). The ratio and its clip for further ones are in TRL's RLOOTrainer and not in the paper.
 *
 * @param level what is one action
 * @param clipRatio c
 */
record RlooLoss(RlooLevel level, double clipRatio) {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
   * @param advantages A, shape (rows)
   * @param mask shape (rows, tokens)
   * @param denominator n or N
   * @return a scalar
   */
  NDArray of(
      NDArray logProbs, NDArray oldLogProbs, NDArray advantages, NDArray mask, double denominator) {
    NDArray logRatios = logProbs.sub(oldLogProbs);
    NDArray losses =
        switch (level) {
          case SEQUENCE -> clipped(Masked.rowSums(logRatios, mask).exp(), advantages).sum();
          case TOKEN -> Masked.sum(clipped(logRatios.exp(), advantages.reshape(-1, 1)), mask);
        };
    return Scalars.times(losses, 1 / denominator);
  }

  private NDArray clipped(NDArray ratios, NDArray advantages) {
    NDArray losses = ratios.mul(advantages.neg());
    return losses.maximum(ratios.clip(1 - clipRatio, 1 + clipRatio).mul(advantages.neg()));
  }
}
