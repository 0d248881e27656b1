package com.example.chipo;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.TokenLoss;

/**
 * The loss of chi-squared preference optimisation, in nats a pair (Huang et al. 2024, "Correcting
 * the mythos of KL-regularization: direct alignment without overoptimization via chi-squared
 * preference optimization", arXiv:2407.13399, algorithm 1), with w the preferred and l the rejected
 * answer:
 *
 * <pre>
 * h(y)   = sum_t log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)
 * phi(y) = exp(h(y)) + h(y)
 * L      = - 1 / P  sum_pairs log sigmoid(clip(beta (phi(y_w) - phi(y_l)), -c, c))
 * </pre>
 *
 * <p>with P the pairs of the whole step. DPO has phi(y) = h(y). Where pi gives an answer less than
 * ref does, exp(h) is below 1 and the two are alike; where it gives more, phi grows with the ratio
 * itself, and the same reward is reached much nearer to ref. On Bradley-Terry labels of a reward r
 * the optimum is that of E[r] - beta KL(pi || ref) - beta chi2(pi || ref), with chi2 half the mean
 * under ref of (pi / ref - 1)^2.
 *
 * <p>We differ in one number: above h = 20 the exponential stays where it is, so that it cannot
 * overflow. A margin there is far beyond any c that has an effect.
 *
 * @param reference log ref of the completion tokens, for every row of the step
 * @param pairs P; row 2i of the step is the preferred answer of pair i, row 2i + 1 the rejected one
 * @param beta strength of the tie to the reference
 * @param clip c, in nats: margins beyond it have no gradient; twice the largest reward in the paper
 */
// region loss
record ChiPoLoss(float[][] reference, int pairs, double beta, double clip) implements TokenLoss {

  private static final int LARGEST_LOG_RATIO = 20;

  @Override
  public NDArray of(Microbatch micro) {
    // token by token: sums of log-probabilities are large, and float32 is not
    NDArray tokens = micro.outputs().sub(micro.tokens(reference));
    NDArray logRatios = Masked.rowSums(tokens, micro.mask());
    NDArray ratios = logRatios.minimum(logRatios.onesLike().mul(LARGEST_LOG_RATIO)).exp();
    NDArray phi = ratios.add(logRatios).reshape(-1, 2);
    NDArray margins = Scalars.times(phi.get(":,0").sub(phi.get(":,1")), beta);
    NDArray losses = LogSigmoid.of(margins.clip(-clip, clip)).neg();
    return Scalars.times(losses.sum(), 1.0 / pairs);
  }
}
// endregion
