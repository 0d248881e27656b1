package org.rlhf4j.rewards;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.TokenLoss;

/**
 * The loss of a reward model that is learned from preferences: the negative log-likelihood of the
 * Bradley-Terry model,
 *
 * <pre>  loss = -1/P sum over pairs of log sigmoid(r_chosen - r_rejected)</pre>
 *
 * <p>in nats, ln 2 where the model cannot tell the answers apart. R. A. Bradley and M. E. Terry,
 * "Rank analysis of incomplete block designs" (1952); Ouyang et al., "Training language models to
 * follow instructions with human feedback", arXiv:2203.02155, equation 1. We differ from the latter
 * in that each pair stands for itself: theirs come from rankings of K answers and are weighted with
 * 1 / (K over 2).
 *
 * @param pairs P, the pairs of the whole step
 */
public record BradleyTerryLoss(int pairs) implements TokenLoss {

  /**
   * The pairs' share of the loss.
   *
   * @param micro one output a row, padding aside: the scores of preferred and rejected answers in
   *     turn
   * @return a scalar
   */
  @Override
  public NDArray of(Microbatch micro) {
    NDArray scores = Masked.rowSums(micro.outputs(), micro.mask()).reshape(-1, 2);
    NDArray margins = scores.get(":, 0").sub(scores.get(":, 1"));
    return Scalars.times(LogSigmoid.of(margins).sum(), -1.0 / pairs);
  }
}
