package org.rlhf4j.algorithms.policygradient;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * One step of REINFORCE. All is as it was before the gradient step.
 *
 * @param reward of answers
 * @param rewardDeviation between answers
 * @param baseline that rewards were compared with
 * @param kl from the reference, an answer
 * @param tokenKl from the reference, a token
 * @param entropy a token
 * @param length of answers
 * @param clippedAnswers cut off
 * @param loss of the step
 * @param gradNorm before clipping
 * @param learningRate of this step
 */
public record ReinforceStep(
    @Metric(name = "reward", doc = "mean reward of the answers, without the KL penalty")
        double reward,
    @Metric(
            name = "reward_std",
            doc = "deviation (n - 1) of the rewards of the answers; NaN for one")
        double rewardDeviation,
    @Metric(name = "baseline", doc = "what the rewards less their KL penalty were compared with")
        double baseline,
    @Metric(
            name = "objective/kl",
            doc = "mean over answers of the sum over tokens of log pi - log ref, nats")
        double kl,
    @Metric(name = "kl", doc = "mean over tokens of log pi - log ref, nats") double tokenKl,
    @Metric(name = "entropy", doc = "mean over the drawn tokens of -log pi, nats") double entropy,
    @Metric(
            name = "completions/mean_length",
            doc = "mean tokens of an answer, end-of-sequence included")
        double length,
    @Metric(
            name = "completions/clipped_ratio",
            doc = "share of answers that were cut off before they ended")
        double clippedAnswers,
    @Metric(
            name = "loss",
            doc = "mean over answers of -advantage log pi: only its gradient has a meaning")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "reward %.3f, KL %.2f", reward, kl);
  }

  static ReinforceStep of(
      AnswerStats answers, double baseline, UpdateReport report, double learningRate) {
    return new ReinforceStep(
        answers.reward(),
        answers.rewardDeviation(),
        baseline,
        answers.kl(),
        answers.tokenKl(),
        answers.entropy(),
        answers.length(),
        answers.clipped(),
        report.loss(),
        report.gradNorm(),
        learningRate);
  }
}
