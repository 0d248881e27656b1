package org.rlhf4j.algorithms.policygradient;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * One step in a trust region. All but what is about the trust region is as it was before the step.
 *
 * @param reward of answers
 * @param rewardDeviation within prompts
 * @param withoutSpread prompts that teach nothing
 * @param kl from the reference, an answer
 * @param tokenKl from the reference, a token
 * @param entropy a token
 * @param length of answers
 * @param clippedAnswers cut off
 * @param loss before the step
 * @param gradNorm before clipping
 * @param stepKl from the policy before the step
 * @param lossAfter of the policy after the step
 * @param backtracks how often the step was halved
 * @param learningRate of the step that was taken
 */
public record TrpoStep(
    @Metric(name = "reward", doc = "mean reward of the answers, without the KL penalty")
        double reward,
    @Metric(
            name = "reward_std",
            doc = "mean over prompts of the deviation (n - 1) of the rewards of their answers")
        double rewardDeviation,
    @Metric(
            name = "frac_reward_zero_std",
            doc = "share of prompts whose answers all have the same reward")
        double withoutSpread,
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
            doc = "surrogate loss before the step: -mean over tokens of advantage times ratio")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(
            name = "trust_region/kl",
            doc =
                "mean over tokens of exp(lr) - 1 - lr with lr = log pi - log pi_old, after the"
                    + " step, nats: an estimate of KL(old || new)")
        double stepKl,
    @Metric(name = "trust_region/loss", doc = "surrogate loss after the step") double lossAfter,
    @Metric(name = "trust_region/backtracks", doc = "how often the step was halved") int backtracks,
    @Metric(
            name = "learning_rate",
            doc = "learning rate of the step that was taken; 0 if it was given up")
        double learningRate)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "reward %.3f, KL %.2f", reward, kl);
  }

  static TrpoStep of(
      AnswerStats answers,
      UpdateReport report,
      TrustRegion taken,
      int backtracks,
      double learningRate) {
    return new TrpoStep(
        answers.reward(),
        answers.rewardDeviation(),
        answers.withoutSpread(),
        answers.kl(),
        answers.tokenKl(),
        answers.entropy(),
        answers.length(),
        answers.clipped(),
        report.loss(),
        report.gradNorm(),
        taken.kl(),
        taken.loss(),
        backtracks,
        learningRate);
  }
}
