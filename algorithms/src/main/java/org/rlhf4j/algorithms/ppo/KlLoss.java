package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * A penalty on the divergence from the reference as a part of the loss, in nats, with the estimator
 * k of {@link KlEstimator} and lr_t = log pi(y_t) - log ref(y_t):
 *
 * <pre>L = beta / N  sum_t k(lr_t)</pre>
 *
 * <p>Mind what the gradient of such a penalty is on the policy's own samples. That of k1 is the
 * score function, whose mean is 0 whatever the divergence, so it holds nothing back; that of k2 has
 * the mean of the gradient of KL(pi || ref); that of k3 has the mean of the gradient of KL(ref ||
 * pi).
 *
 * @param estimator k
 * @param coefficient beta
 */
record KlLoss(KlEstimator estimator, double coefficient) {

  /**
   * This micro-batch's share of the penalty.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param reference log ref, same shape
   * @param mask same shape
   * @param denominator N
   * @return a scalar
   */
  NDArray of(NDArray logProbs, NDArray reference, NDArray mask, double denominator) {
    NDArray lr = logProbs.sub(reference);
    NDArray estimates =
        switch (estimator) {
          case K1 -> lr;
          case K2 -> Scalars.times(lr.square(), 0.5);
          case K3 -> lr.neg().exp().sub(1).add(lr);
          case CLAMPED -> Activation.relu(lr);
        };
    return Scalars.times(Masked.sum(estimates, mask), coefficient / denominator);
  }
}
