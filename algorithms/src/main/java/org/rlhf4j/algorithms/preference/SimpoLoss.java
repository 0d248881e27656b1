package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of simple preference optimisation, in nats a pair (Meng, Xia and Chen 2024, "SimPO:
 * simple preference optimization with a reference-free reward", arXiv:2405.14734, equation 6):
 *
 * <pre>
 * r(y) = beta / |y|  sum_t log pi(y_t | x, y_&lt;t)
 * L    = - 1 / P  sum_pairs log sigmoid(r(y_w) - r(y_l) - gamma)
 * </pre>
 *
 * with |y| the tokens of y, end-of-sequence included, and P the pairs of the whole step. There is
 * no reference: nothing but a small learning rate keeps the policy near its start.
 *
 * @param beta scale of the reward
 * @param gamma by how much the reward of the preferred answer shall be greater, in the unit of r;
 *     the authors' code has the option gamma_beta_ratio = gamma / beta
 */
record SimpoLoss(double beta, double gamma) implements PairLoss {

  @Override
  public NDArray of(PairOutputs pairs) {
    NDArray margins = Scalars.times(pairs.logProbs(Scale.TOKEN_MEAN).difference(), beta);
    return pairs.mean(LogSigmoid.of(margins.sub(gamma)).neg());
  }
}
