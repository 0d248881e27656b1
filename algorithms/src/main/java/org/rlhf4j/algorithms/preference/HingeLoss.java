package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.math.Scalars;

/**
 * A hinge on the margin of DPO:
 *
 * <pre>
 * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
 * L    = 1 / P  sum_pairs max(0, 1 - beta (h(y_w) - h(y_l)))
 * </pre>
 *
 * with P the pairs of the whole step; it has no unit. This is hinge-norm of Liu et al. 2023
 * ("Statistical rejection sampling improves preference optimization", arXiv:2309.06657), there with
 * gamma for beta, and {@code loss_type="hinge"} of TRL. It comes from the calibration loss of
 * SLiC-HF (Zhao et al. 2023, arXiv:2305.10425, section 2), which has no reference, and a term that
 * imitates answers of the start; neither is here. A pair whose margin is 1 / beta nats or more is
 * left alone.
 *
 * @param beta 1 / beta is the wanted margin in nats
 */
record HingeLoss(double beta) implements PairLoss {

  @Override
  public NDArray of(PairOutputs pairs) {
    NDArray margins = Scalars.times(pairs.logRatios(Scale.SUM).difference(), beta);
    return pairs.mean(Activation.relu(margins.neg().add(1)));
  }
}
