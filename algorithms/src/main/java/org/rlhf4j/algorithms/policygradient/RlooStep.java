package org.rlhf4j.algorithms.policygradient;

import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * One step of REINFORCE leave-one-out. All but the loss, the gradient and the clipping are about
 * the answers before it.
 *
 * @param reward of answers
 * @param rewardDeviation within prompts
 * @param withoutSpread prompts that teach nothing
 * @param kl from the reference, an answer
 * @param tokenKl from the reference, a token
 * @param entropy a token
 * @param length of answers
 * @param clippedAnswers cut off
 * @param loss mean over iterations
 * @param gradNorm mean over iterations
 * @param clipRatio mean over iterations
 * @param learningRate of this step
 */
public record RlooStep(
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
    @Metric(name = "loss", doc = "clipped surrogate loss, mean over iterations") double loss,
    @Metric(
            name = "grad_norm",
            doc = "Euclidean norm of the gradient before clipping, mean over iterations")
        double gradNorm,
    @Metric(
            name = "clip_ratio/region_mean",
            doc =
                "share of actions (answers or tokens) whose ratio was clipped, mean over"
                    + " iterations")
        double clipRatio,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "reward %.3f, KL %.2f", reward, kl);
  }

  static RlooStep of(
      AnswerStats answers, List<UpdateReport> reports, ClipRatios clips, double learningRate) {
    return new RlooStep(
        answers.reward(),
        answers.rewardDeviation(),
        answers.withoutSpread(),
        answers.kl(),
        answers.tokenKl(),
        answers.entropy(),
        answers.length(),
        answers.clipped(),
        reports.stream().mapToDouble(UpdateReport::loss).average().orElseThrow(),
        reports.stream().mapToDouble(UpdateReport::gradNorm).average().orElseThrow(),
        clips.region(),
        learningRate);
  }
}
