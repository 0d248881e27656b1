package org.rlhf4j.runner.spec;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Looks at each policy while it trains. At evenly spaced steps it answers the first evaluation
 * prompts, by plain sampling at temperature 1; the answers are scored by the run's own reward and a
 * gold one, compared with those of the policy that the training started from, and their divergence
 * from it is estimated.
 *
 * @param points how often, start and end included
 * @param prompts at most so many of the evaluation prompts, the first ones; with {@code stop} they
 *     are left out of the evaluation at the end
 * @param gold the reward that counts, which no method optimises; null for none
 * @param judge compares the answers of each point with those of the start; null for nobody
 * @param stop ends a training that over-optimises; null for never
 */
public record WatchStage(
    @Option(value = "points along a training, its start and end included", min = 2, max = 100_000)
        int points,
    @Option(
            value =
                "at most so many evaluation prompts, the first ones; with stop nothing else uses"
                    + " them",
            min = 2)
        int prompts,
    @Option("the reward that counts and that no method optimises; it must not need fitting")
        @Nullable Part<RewardModel> gold,
    @Option("compares answers with those of the start, for win rates along a training")
        @Nullable Part<Judge> judge,
    @Option("ends a training whose proxy rises while gold does not; absent: never")
        @Nullable StopStage stop) {

  /** Ten points on 64 prompts. */
  public WatchStage() {
    this(10, 64, null, null, null);
  }
}
