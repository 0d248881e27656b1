package org.rlhf4j.judges;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code simulated-annotators}.
 *
 * @param reward what the annotators value; it must not need fitting
 * @param flip probability in [0, 1] that an annotator names the other answer
 */
public record SimulatedAnnotatorsOptions(
    @Option(value = "what the annotators value", required = true)
        @Nullable Part<RewardModel> reward,
    @Option(value = "probability that the label is the wrong one", min = 0, max = 1) double flip) {

  /** Checks the range. */
  public SimulatedAnnotatorsOptions {
    if (!(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException("flip is a probability in [0, 1], got " + flip);
    }
  }
}
