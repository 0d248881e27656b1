package org.rlhf4j.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of group relative policy optimisation (Shao et al. 2024, "DeepSeekMath: pushing the
 * limits of mathematical reasoning in open language models", arXiv:2402.03300, equations 3 and 4),
 * with the clip range of DAPO (Yu et al. 2025, arXiv:2503.14476, equation 10), which may be wider
 * above than below:
 *
 * <pre>
 * r_it  = pi(y_it) / pi_old(y_it)
 * lr_it = log pi(y_it) - log ref(y_it)
 * L     = sum_i w_i sum_t max(-A_i r_it, -A_i clip(r_it, 1 - l, 1 + h))
 *                         + beta (exp(-lr_it) - 1 + lr_it)
 * </pre>
 *
 * <p>in units of the advantages. The weight w_i of the tokens of answer i is the choice of
 * denominator, see {@link GrpoDenominator}. Mind that the gradient of the last term, k3, is that of
 * KL(pi || ref) only at pi = ref; on the policy's own answers its mean is the gradient of KL(ref ||
 * pi).
 *
 * @param clipLow l
 * @param clipHigh h
 * @param klCoefficient beta; with 0 the reference plays no part
 */
record GrpoLoss(double clipLow, double clipHigh, double klCoefficient) {

  /**
   * This micro-batch's share of the loss.
   *
   * @param logProbs log pi, shape (rows, tokens)
   * @param oldLogProbs log pi_old of the policy that sampled the tokens, same shape
   * @param reference log ref, same shape
   * @param advantages A, shape (rows)
   * @param weights w, shape (rows)
   * @param mask shape (rows, tokens)
   * @return a scalar
   */
  NDArray of(
      NDArray logProbs,
      NDArray oldLogProbs,
      NDArray reference,
      NDArray advantages,
      NDArray weights,
      NDArray mask) {
    NDArray ratios = logProbs.sub(oldLogProbs).exp();
    NDArray clipped = ratios.clip(1 - clipLow, 1 + clipHigh);
    NDArray costs = advantages.neg().reshape(-1, 1);
    NDArray losses = ratios.mul(costs).maximum(clipped.mul(costs));
    if (klCoefficient > 0) {
      NDArray lr = logProbs.sub(reference);
      losses = losses.add(Scalars.times(lr.neg().exp().sub(1).add(lr), klCoefficient));
    }
    return Masked.rowSums(losses, mask).mul(weights).sum();
  }
}
