package org.rlhf4j.algorithms.policygradient;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.plugin.Metric;

/**
 * What the answers of a step were like before it learned from them, in double precision: the part
 * of a step's record that all policy gradients have.
 *
 * @param kl from the reference, an answer
 * @param entropy a token
 * @param length of answers
 * @param clippedAnswers cut off
 */
public record AnswerMetrics(
    @Metric(
            name = "objective/kl",
            doc = "mean over answers of the sum over tokens of log pi - log ref, nats")
        double kl,
    @Metric(name = "entropy", doc = "mean over the drawn tokens of -log pi, nats") double entropy,
    @Metric(
            name = "completions/mean_length",
            doc = "mean tokens of an answer, end-of-sequence included")
        double length,
    @Metric(
            name = "completions/clipped_ratio",
            doc = "share of answers that were cut off before they ended")
        double clippedAnswers) {

  static AnswerMetrics of(List<Episode> episodes) {
    double tokens = tokens(episodes);
    return new AnswerMetrics(
        sum(episodes, e -> e.logRatios().sum()) / episodes.size(),
        -sum(episodes, Episode::logProb) / tokens,
        tokens / episodes.size(),
        sum(episodes, e -> e.ended() ? 0 : 1) / episodes.size());
  }

  /** Mean over tokens of log pi - log ref, in nats. */
  static double tokenKl(List<Episode> episodes) {
    return sum(episodes, e -> e.logRatios().sum()) / tokens(episodes);
  }

  private static double tokens(List<Episode> episodes) {
    return sum(episodes, Episode::tokens);
  }

  private static double sum(List<Episode> episodes, ToDoubleFunction<Episode> number) {
    return episodes.stream().mapToDouble(number).sum();
  }

  /**
   * Rewards of answers of which several belong to each prompt.
   *
   * @param reward of answers
   * @param deviation within prompts
   * @param withoutSpread prompts that teach nothing
   */
  public record Rewards(
      @Metric(name = "reward", doc = "mean reward of the answers, without the KL penalty")
          double reward,
      @Metric(
              name = "reward_std",
              doc = "mean over prompts of the deviation (n - 1) of the rewards of their answers")
          double deviation,
      @Metric(
              name = "frac_reward_zero_std",
              doc = "share of prompts whose answers all have the same reward")
          double withoutSpread) {

    static Rewards of(Answers answers) {
      double[] rewards = answers.rewards(0);
      Groups groups = new Groups(rewards, answers.perPrompt());
      return new Rewards(
          Groups.mean(rewards), Groups.mean(groups.deviations()), groups.shareWithoutSpread());
    }
  }
}
