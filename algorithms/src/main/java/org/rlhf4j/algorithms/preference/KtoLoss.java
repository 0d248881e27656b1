package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of Kahneman-Tversky optimisation (Ethayarajh et al. 2024, "KTO: model alignment as
 * prospect theoretic optimization", arXiv:2402.01306, equation 8), which has no unit:
 *
 * <pre>
 * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
 * L    = 1 / (2 P)  ( sum_desirable   lambda_D (1 - sigmoid(beta (h(y) - z0)))
 *                   + sum_undesirable lambda_U (1 - sigmoid(beta (z0 - h(y)))) )
 * </pre>
 *
 * with P the pairs of the whole step: each gives two examples, the preferred answer a desirable and
 * the rejected answer an undesirable one, and neither is compared with the other. z0 is an estimate
 * of KL(pi || ref) that is not differentiated; {@link KtoReferencePoint} makes it. (The paper has
 * the sum lambda_y - v(x, y), which is the same.)
 *
 * @param beta how soon gains and losses saturate; as in DPO
 * @param desirableWeight lambda_D
 * @param undesirableWeight lambda_U
 * @param referencePoint z0 of this step, in nats, at least 0
 */
record KtoLoss(double beta, double desirableWeight, double undesirableWeight, double referencePoint)
    implements PairLoss {

  @Override
  public NDArray of(PairOutputs pairs) {
    Sides logRatios = pairs.logRatios(Scale.SUM);
    NDArray gains = Scalars.times(logRatios.chosen().sub(referencePoint), beta);
    NDArray losses = Scalars.times(logRatios.rejected().neg().add(referencePoint), beta);
    // 1 - sigmoid(x) is sigmoid(-x), without cancellation
    NDArray desirable = Scalars.times(Activation.sigmoid(gains.neg()), desirableWeight);
    NDArray undesirable = Scalars.times(Activation.sigmoid(losses.neg()), undesirableWeight);
    return Scalars.times(pairs.mean(desirable.add(undesirable)), 0.5);
  }
}
