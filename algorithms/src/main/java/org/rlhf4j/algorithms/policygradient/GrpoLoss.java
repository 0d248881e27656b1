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
 *                         + beta c_it (exp(-lr_it) - 1 + lr_it)
 * </pre>
 *
 * <p>in units of the advantages. The weight w_i of the tokens of answer i is the choice of
 * denominator, see {@link GrpoDenominator}. With c = 1, as published, the gradient of the last
 * term, k3, is that of KL(pi || ref) only at pi = ref; on the policy's own answers its mean is the
 * gradient of KL(ref || pi). With c_it = r_it (DeepSeek-AI 2025, "DeepSeek-V3.2", arXiv:2512.02556)
 * its slope by log pi is r_it lr_it, whose mean over the token drawn is the gradient of KL(pi ||
 * ref) in its state, also where an older policy drew it.
 *
 * @param clipLow l
 * @param clipHigh h
 * @param klCoefficient beta; with 0 the reference plays no part
 * @param klTimesRatio whether c is r, and not 1
 */
record GrpoLoss(double clipLow, double clipHigh, double klCoefficient, boolean klTimesRatio) {

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
      NDArray k3 = lr.neg().exp().sub(1).add(lr);
      losses = losses.add(Scalars.times(klTimesRatio ? k3.mul(ratios) : k3, klCoefficient));
    }
    return Masked.rowSums(losses, mask).mul(weights).sum();
  }
}
