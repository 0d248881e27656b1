package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.math.LogSigmoid;
import org.rlhf4j.api.math.Scalars;

/**
 * The loss of odds ratio preference optimisation, in nats (Hong, Lee and Thorne 2024, "ORPO:
 * monolithic preference optimization without reference model", arXiv:2403.07691, equations 3 to 7):
 *
 * <pre>
 * log p(y) = 1 / |y|  sum_t log pi(y_t | x, y_&lt;t)
 * odds(y)  = p(y) / (1 - p(y))
 * L_OR     = - 1 / P  sum_pairs log sigmoid(log odds(y_w) - log odds(y_l))
 * L_SFT    = - 1 / N  sum_pairs sum_t log pi(y_w,t | x, y_w,&lt;t)
 * L        = L_SFT + lambda L_OR
 * </pre>
 *
 * with P the pairs, and N the tokens of their preferred answers, of the whole step.
 *
 * <p>Where we differ: L_SFT gives each token the same weight, as the authors' code and TRL do (the
 * paper's equation 6 reads as a mean over pairs); both have the prompt's tokens in L_SFT, TRL
 * always and the authors by an option, and we never do.
 *
 * @param lambda weight of L_OR
 */
record OrpoLoss(double lambda) implements PairLoss {

  /** Where p is this close to 1 its odds are no longer told apart; keeps them finite. */
  private static final double SMALLEST = 1e-6;

  @Override
  public NDArray of(PairOutputs pairs) {
    Sides logProbs = pairs.logProbs(Scale.TOKEN_MEAN);
    NDArray logOddsRatios = logOdds(logProbs.chosen()).sub(logOdds(logProbs.rejected()));
    NDArray preference = pairs.mean(LogSigmoid.of(logOddsRatios).neg());
    NDArray chosen = pairs.logProbs(Scale.SUM).chosen();
    NDArray imitation = Scalars.times(chosen.sum(), -1.0 / pairs.stepChosenTokens());
    return imitation.add(Scalars.times(preference, lambda));
  }

  /**
   * log(p / (1 - p)) of p = exp(-u), which is -log(exp(u) - 1) = -(log tanh(u / 2) + log(1 +
   * exp(u))): neither cancels for small u nor overflows for large u.
   */
  private static NDArray logOdds(NDArray logProbs) {
    NDArray u = logProbs.neg().clip(SMALLEST, Float.MAX_VALUE);
    return Scalars.times(u, 0.5).tanh().log().add(Activation.softPlus(u)).neg();
  }

  /** The same in double precision, for metrics. */
  static double logOdds(double logProb) {
    double u = Math.max(-logProb, SMALLEST);
    return -(u + Math.log(-Math.expm1(-u)));
  }
}
