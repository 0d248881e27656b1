package org.rlhf4j.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The clipped squared error of the value model. It is in no paper but in OpenAI's baselines and
 * most code after it (Huang et al. 2022, "The 37 implementation details of proximal policy
 * optimization", "value function loss clipping"; AlpacaFarm and TRL compute the same):
 *
 * <pre>
 * V'_t = V_old,t + clip(V_t - V_old,t, -c, c)
 * L    = 1 / (2 N)  sum_t max((V_t - R_t)^2, (V'_t - R_t)^2)
 * </pre>
 *
 * <p>in squared units of the reward. The coefficient of the value loss is applied by the caller.
 *
 * @param clipValue c
 */
record PpoValueLoss(double clipValue) {

  /**
   * This micro-batch's share of the loss.
   *
   * @param values V, shape (rows, tokens)
   * @param oldValues V_old as it was when the episodes were sampled, same shape
   * @param returns R = advantage + V_old, same shape
   * @param mask same shape
   * @param denominator N
   * @return a scalar
   */
  NDArray of(NDArray values, NDArray oldValues, NDArray returns, NDArray mask, double denominator) {
    NDArray clipped = oldValues.add(values.sub(oldValues).clip(-clipValue, clipValue));
    NDArray losses = values.sub(returns).square().maximum(clipped.sub(returns).square());
    return Scalars.times(Masked.sum(losses, mask), 0.5 / denominator);
  }
}
