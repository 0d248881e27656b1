package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of direct preference optimisation, in nats a pair (Rafailov et al. 2023, "Direct
 * preference optimization: your language model is secretly a reward model", arXiv:2305.18290,
 * equation 7), with w the preferred and l the rejected answer:
 *
 * <pre>
 * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
 * m    = beta (h(y_w) - h(y_l))
 * L    = - 1 / P  sum_pairs (1 - eps) log sigmoid(m) + eps log sigmoid(-m)
 * </pre>
 *
 * with P the pairs of the whole step. Equation 7 has eps = 0. With eps &gt; 0 it is conservative
 * DPO (Mitchell 2023, "A note on DPO with noisy preferences and relationship to IPO", equation 3):
 * it expects a share eps of wrong labels, and wants m = ln((1 - eps) / eps) and no more.
 *
 * <p>We differ from the usual code in the order of one subtraction, see {@link PairOutputs}.
 *
 * @param beta strength of the tie to the reference
 * @param labelSmoothing eps, in [0, 1/2]
 */
record DpoLoss(double beta, double labelSmoothing) implements PairLoss {

  @Override
  public NDArray of(PairOutputs pairs) {
    NDArray margins = Scalars.times(pairs.logRatios(Scale.SUM).difference(), beta);
    NDArray asLabelled = LogSigmoid.of(margins).neg();
    if (labelSmoothing == 0) {
      return pairs.mean(asLabelled);
    }
    NDArray otherwise = LogSigmoid.of(margins.neg()).neg();
    return pairs.mean(
        Scalars.times(asLabelled, 1 - labelSmoothing)
            .add(Scalars.times(otherwise, labelSmoothing)));
  }
}
