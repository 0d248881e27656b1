package org.rlhf4j.algorithms.iterated;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One gradient step of Quark, with what the round's answers were like.
 *
 * @param loss before the step
 * @param likelihoodLoss its first term
 * @param penalty its other terms
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param scores of the round's answers
 * @param kl of the round's answers
 * @param entropy of the round's answers
 * @param threshold of the best quantile
 * @param round from 1
 * @param episode answers drawn so far, which are the pool
 */
public record QuarkStep(
    @Metric(name = "loss", doc = "loss/lm + loss/penalty, nats a token") double loss,
    @Metric(
            name = "loss/lm",
            doc = "-sum of log pi over the completion tokens of the step / lossDenominator, nats")
        double likelihoodLoss,
    @Metric(
            name = "loss/penalty",
            doc =
                "sum over these tokens of klCoefficient KL - entropyCoefficient entropy /"
                    + " lossDenominator, nats")
        double penalty,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(name = "objective/scores", doc = "mean reward of the answers drawn in this round")
        double scores,
    @Metric(
            name = "objective/kl",
            doc = "mean over the round's answers of log pi - log ref of the whole answer, nats")
        double kl,
    @Metric(
            name = "objective/entropy",
            doc = "mean over the round's answers of -log pi of the whole answer, nats")
        double entropy,
    @Metric(name = "pool/threshold", doc = "lowest reward in the best quantile of the pool")
        double threshold,
    @Metric(name = "round", doc = "number of the round, from 1") int round,
    @Metric(name = "episode", doc = "answers drawn so far: the size of the pool") long episode)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "round %d, scores %.3f, loss %.4f", round, scores, loss);
  }
}
