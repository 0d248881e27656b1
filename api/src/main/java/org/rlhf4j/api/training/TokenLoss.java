package org.rlhf4j.api.training;

import ai.djl.ndarray.NDArray;

/**
 * The loss of one micro-batch: its share of the batch's loss.
 *
 * <p>Multiply by numbers with {@link org.rlhf4j.api.math.Scalars#times}, never with {@code
 * NDArray.mul(Number)} or {@code div(Number)}: their gradients can be garbage.
 */
@FunctionalInterface
public interface TokenLoss {

  /**
   * This micro-batch's share of the loss, already divided by the batch's denominators.
   *
   * @param micro differentiable outputs of some of the rows
   * @return a scalar
   */
  NDArray of(Microbatch micro);
}
