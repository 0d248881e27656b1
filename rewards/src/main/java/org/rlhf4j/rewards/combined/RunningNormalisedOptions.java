package org.rlhf4j.rewards.combined;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code running-normalised}.
 *
 * @param reward what scores
 * @param centre whether the mean is taken off; otherwise scores are only divided
 * @param smallestDeviation what scores are divided by at least; with 0, scores that do not differ
 *     yet are refused
 * @param freezeAfter scores after which the statistics stay as they are; 0 for never
 */
public record RunningNormalisedOptions(
    @Option(value = "what scores", required = true) @Nullable Part<RewardModel> reward,
    @Option(convention = true, value = "take off the running mean; false only divides")
        boolean centre,
    @Option(value = "divide by this at least; 0 refuses scores that do not differ yet", min = 0)
        double smallestDeviation,
    @Option(value = "scores after which the statistics stay as they are; 0 for never", min = 0)
        long freezeAfter) {

  /** Checks the ranges. */
  public RunningNormalisedOptions {
    if (!(smallestDeviation >= 0 && smallestDeviation < Double.POSITIVE_INFINITY)
        || freezeAfter < 0) {
      throw new IllegalArgumentException(
          "running normalisation needs a finite smallestDeviation >= 0 and freezeAfter >= 0, got"
              + " %s and %d".formatted(smallestDeviation, freezeAfter));
    }
    if (freezeAfter == 1) {
      throw new IllegalArgumentException(
          "freezeAfter is 1, and a single score has no deviation; give at least 2, or 0 for never");
    }
  }
}
