package org.rlhf4j.algorithms;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * Negative log-likelihood of the answers, in nats a token:
 *
 * <pre>L = - 1 / N  sum_{rows i} sum_{completion tokens t} log pi(y_it | x_i, y_i,&lt;t)</pre>
 *
 * with N the completion tokens of the whole step. Each token weighs the same, so a long answer
 * weighs more than a short one; this is the loss of TRL's SFTTrainer with {@code
 * completion_only_loss}, whose denominator is also that of the whole step when gradients
 * accumulate.
 */
public record SftLoss() {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi of each completion token, shape (rows, tokens)
   * @param mask shape (rows, tokens)
   * @param stepTokens N
   * @return a scalar
   */
  public NDArray of(NDArray logProbs, NDArray mask, long stepTokens) {
    return Scalars.times(Masked.sum(logProbs, mask), -1.0 / stepTokens);
  }
}
