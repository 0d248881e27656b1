package org.rlhf4j.rewards.combined;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * A term of a weighted sum.
 *
 * @param weight of its scores; may be negative
 * @param reward what scores
 */
public record WeightedReward(
    @Option("multiplies its scores; may be negative") double weight,
    @Option(value = "what scores", required = true) @Nullable Part<RewardModel> reward) {

  /** Checks the weight. */
  public WeightedReward {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException("weight must be a finite number, got " + weight);
    }
  }

  /** Weight 1. */
  public WeightedReward() {
    this(1, null);
  }
}
