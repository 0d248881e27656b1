package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of direct preference optimisation, in nats a pair (Rafailov et al. 2023, "Direct
 * preference optimization: your language model is secretly a reward model", arXiv:2305.18290,
 * equation 7), with w the preferred and l the rejected answer:
 *
 * <pre>
 * h(y) = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
 * L    = - 1 / P  sum_pairs log sigmoid(beta (h(y_w) - h(y_l)))
 * </pre>
 *
 * with P the pairs of the whole step. We differ from the usual code in the order of one
 * subtraction: the reference is taken off token by token and not off the sums, because the rounding
 * error of a sum in fp32 grows with its size: at a log-probability of -1500 it is 1e-4.
 *
 * @param beta strength of the tie to the reference
 */
record DpoLoss(double beta) {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi of each completion token, shape (2 pairs, tokens): row 2i is the
   *     preferred answer of pair i and row 2i + 1 the rejected one
   * @param reference log ref of the same tokens, same shape
   * @param mask same shape
   * @param stepPairs P
   * @return a scalar
   */
  NDArray of(NDArray logProbs, NDArray reference, NDArray mask, int stepPairs) {
    NDArray logRatios = Masked.rowSums(logProbs.sub(reference), mask).reshape(-1, 2);
    NDArray margins = Scalars.times(logRatios.get(":,0").sub(logRatios.get(":,1")), beta);
    return Scalars.times(LogSigmoid.of(margins).sum(), -1.0 / stepPairs);
  }
}
