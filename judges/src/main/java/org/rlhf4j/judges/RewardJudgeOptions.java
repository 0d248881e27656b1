package org.rlhf4j.judges;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code reward-judge}.
 *
 * @param reward scores both answers; it must not need fitting
 * @param scale the difference of scores at which the preference is sigmoid(1) = 0.73, in units of
 *     the reward; 0 for hard decisions
 */
public record RewardJudgeOptions(
    @Option(value = "scores both answers", required = true) @Nullable Part<RewardModel> reward,
    @Option(value = "preference is sigmoid(difference / scale); 0 for hard decisions", min = 0)
        double scale) {

  /** Checks the range. */
  public RewardJudgeOptions {
    if (!(scale >= 0 && scale < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("scale must be a number of at least 0, got " + scale);
    }
  }
}
