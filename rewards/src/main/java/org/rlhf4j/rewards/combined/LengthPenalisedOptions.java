package org.rlhf4j.rewards.combined;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.rewards.LengthUnit;

/**
 * Options of {@code length-penalised}.
 *
 * @param reward what scores
 * @param penalty taken off for each unit of length, in units of the reward; below 0 pays for length
 * @param unit in what length is counted
 * @param free units that cost nothing
 */
public record LengthPenalisedOptions(
    @Option(value = "what scores", required = true) @Nullable Part<RewardModel> reward,
    @Option("taken off for each unit of length above free; below 0 pays for length") double penalty,
    @Option("in what length is counted") LengthUnit unit,
    @Option(value = "units that cost nothing", min = 0) int free) {

  /** Checks the ranges. */
  public LengthPenalisedOptions {
    if (!Double.isFinite(penalty) || free < 0) {
      throw new IllegalArgumentException(
          "a length penalty needs a finite penalty and free >= 0, got %s and %d"
              .formatted(penalty, free));
    }
  }
}
