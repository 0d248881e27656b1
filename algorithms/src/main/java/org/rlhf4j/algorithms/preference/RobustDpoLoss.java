package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of robust DPO, in nats a pair (Ray Chowdhury, Kini and Natarajan 2024, "Provably robust
 * DPO: aligning language models with noisy feedback", arXiv:2403.00409, section 3), for labels of
 * which a known share is flipped at random:
 *
 * <pre>
 * m = beta (h(y_w) - h(y_l))                       as in {@link DpoLoss}
 * L = 1 / P  sum_pairs (-(1 - eps) log sigmoid(m) + eps log sigmoid(-m)) / (1 - 2 eps)
 * </pre>
 *
 * with P the pairs of the whole step. Its mean over flips of probability eps is the DPO loss of the
 * true labels. (Conservative DPO adds the second term in the place of subtracting it, and is
 * biased.) The price is variance, and no lower bound: a pair that is seen with one label only pays
 * ever more as m grows, at the rate eps / (1 - 2 eps).
 *
 * @param beta strength of the tie to the reference
 * @param flip eps, in [0, 1/2)
 */
record RobustDpoLoss(double beta, double flip) implements PairLoss {

  @Override
  public NDArray of(PairOutputs pairs) {
    NDArray margins = Scalars.times(pairs.logRatios(Scale.SUM).difference(), beta);
    NDArray asLabelled = LogSigmoid.of(margins).neg();
    NDArray flipped = LogSigmoid.of(margins.neg()).neg();
    return pairs.mean(
        Scalars.times(asLabelled, (1 - flip) / (1 - 2 * flip))
            .sub(Scalars.times(flipped, flip / (1 - 2 * flip))));
  }
}
