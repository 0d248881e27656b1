package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;

/**
 * The loss of identity preference optimisation (Azar et al. 2023, "A general theoretical paradigm
 * to understand learning from human preferences", arXiv:2310.12036, equation 17), in squared nats:
 *
 * <pre>
 * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
 * L    = 1 / P  sum_pairs (h(y_w) - h(y_l) - 1 / (2 beta))^2
 * </pre>
 *
 * with P the pairs of the whole step and beta the paper's tau. The margin has a target, so that
 * labels without noise do not drive it to infinity.
 *
 * <p>{@code ipo} is equation 17. {@code ipo-mean} divides h(y) by the tokens of y, as TRL does,
 * whose authors report that the paper's own experiments did so; the target then is one of nats a
 * token, and the same beta asks for much more.
 *
 * @param beta the paper's tau
 * @param scale sum for {@code ipo}, mean for {@code ipo-mean}
 */
record IpoLoss(double beta, Scale scale) implements PairLoss {

  @Override
  public NDArray of(PairOutputs pairs) {
    NDArray missing = pairs.logRatios(scale).difference().sub(1 / (2 * beta));
    return pairs.mean(missing.square());
  }
}
