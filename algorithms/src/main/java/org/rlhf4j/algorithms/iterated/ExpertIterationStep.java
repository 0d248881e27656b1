package org.rlhf4j.algorithms.iterated;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One gradient step of expert iteration.
 *
 * @param loss before the step
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param scores of all answers that the round drew
 * @param bestScores of those that it imitates
 * @param round from 1
 * @param episode answers drawn so far
 * @param epoch passes over the round's winners so far
 */
public record ExpertIterationStep(
    @Metric(
            name = "loss",
            doc = "-sum of log pi over the completion tokens of the step / their number, in nats")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(
            name = "objective/scores",
            doc = "mean reward of all answers that were drawn in this round")
        double scores,
    @Metric(
            name = "objective/best_scores",
            doc = "mean reward of the best of n answers to each prompt of this round")
        double bestScores,
    @Metric(name = "round", doc = "number of the round, from 1") int round,
    @Metric(name = "episode", doc = "answers drawn so far, in all rounds") long episode,
    @Metric(name = "epoch", doc = "winners seen so far in this round / winners of this round")
        double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "round %d, scores %.3f, loss %.4f", round, scores, loss);
  }
}
