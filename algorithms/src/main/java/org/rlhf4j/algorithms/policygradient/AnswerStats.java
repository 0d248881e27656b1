package org.rlhf4j.algorithms.policygradient;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.math.Sample;

/**
 * What the answers of a step were like before it learned from them, in double precision.
 *
 * @param reward mean reward
 * @param rewardDeviation mean over prompts of the deviation between answers; between all answers
 *     where each prompt has one
 * @param withoutSpread share of prompts whose answers all have the same reward
 * @param kl mean over answers of the summed log-ratios to the reference
 * @param tokenKl sum of all log-ratios over the number of tokens
 * @param entropy mean over tokens of -log pi
 * @param length mean tokens
 * @param clipped share of answers that were cut off
 */
record AnswerStats(
    double reward,
    double rewardDeviation,
    double withoutSpread,
    double kl,
    double tokenKl,
    double entropy,
    double length,
    double clipped) {

  /**
   * Statistics of answers.
   *
   * @param episodes grouped by prompt
   * @param answers how many to each prompt
   */
  static AnswerStats of(List<Episode> episodes, int answers) {
    double[] rewards = episodes.stream().mapToDouble(Episode::score).toArray();
    Groups groups = new Groups(rewards, answers);
    double tokens = episodes.stream().mapToLong(Episode::tokens).sum();
    return new AnswerStats(
        Groups.mean(rewards),
        answers == 1 ? Sample.of(rewards).standardDeviation() : Groups.mean(groups.deviations()),
        answers == 1 ? 0 : groups.shareWithoutSpread(),
        mean(episodes, e -> e.logRatios().sum()),
        sum(episodes, e -> e.logRatios().sum()) / tokens,
        -sum(episodes, Episode::logProb) / tokens,
        tokens / episodes.size(),
        mean(episodes, e -> e.ended() ? 0 : 1));
  }

  private static double sum(List<Episode> episodes, ToDoubleFunction<Episode> number) {
    return episodes.stream().mapToDouble(number).sum();
  }

  private static double mean(List<Episode> episodes, ToDoubleFunction<Episode> number) {
    return sum(episodes, number) / episodes.size();
  }
}
