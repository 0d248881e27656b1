package org.rlhf4j.algorithms.iterated;

import ai.djl.ndarray.NDArray;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.Microbatch;
import org.rlhf4j.api.training.TrainingBatch;

/**
 * The loss of Quark (Lu et al. 2022, "Quark: controllable text generation with reinforced
 * unlearning", arXiv:2205.13636), in nats a token, of answers y to prompts x behind the token r of
 * their quantile:
 *
 * <pre>
 * L = 1 / N  sum_{rows i} sum_{completion tokens t}
 *       - log pi(y_it | x_i, r_i, y_i,&lt;t)
 *       + beta  KL(pi(. | x_i, r_i, y_i,&lt;t) || pi_0(. | x_i, y_i,&lt;t))
 *       - alpha H(pi(. | x_i, r_i, y_i,&lt;t))
 * </pre>
 *
 * with pi_0 the policy before training, which does not see the token, and N the completion tokens
 * of the whole step, or its rows times the limit on new tokens, as AlpacaFarm has it, whose mean
 * runs over padding too ({@code quark_trainer.py}, lines 229 to 236). KL and entropy are those of
 * whole distributions. The paper writes the divergence as KL(pi_0 || pi); its code computes KL(pi
 * || pi_0), as does AlpacaFarm's, and so do we. The entropy term stands in both codes. Without
 * tokens r is empty.
 *
 * @param klCoefficient beta; at 0 the term is not computed
 * @param entropyCoefficient alpha; at 0 the term is not computed
 */
record QuarkLoss(double klCoefficient, double entropyCoefficient) {

  /** The batch, asking for what this loss needs. */
  TrainingBatch ask(TrainingBatch batch, Likelihood reference) {
    TrainingBatch asked = klCoefficient > 0 ? batch.withDivergencesFrom(reference) : batch;
    return entropyCoefficient > 0 ? asked.withEntropies() : asked;
  }

  /**
   * This micro-batch's share of the loss.
   *
   * @param micro with log pi of each completion token, and the divergences and entropies there
   * @param denominator N
   * @return a scalar
   */
  NDArray of(Microbatch micro, double denominator) {
    NDArray perToken = micro.outputs().neg();
    if (klCoefficient > 0) {
      perToken = perToken.add(Scalars.times(micro.divergences(), klCoefficient));
    }
    if (entropyCoefficient > 0) {
      perToken = perToken.sub(Scalars.times(micro.entropies(), entropyCoefficient));
    }
    return Scalars.times(Masked.sum(perToken, micro.mask()), 1 / denominator);
  }
}
