package org.rlhf4j.judges.wrapped;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code noisy}.
 *
 * @param judge whose labels are flipped
 * @param flip probability in [0, 1] that a label becomes the other one
 */
public record NoisyOptions(
    @Option(value = "whose labels are flipped", required = true) @Nullable Part<Judge> judge,
    @Option(value = "probability that a label becomes the other one", min = 0, max = 1)
        double flip) {

  /** Checks the range. */
  public NoisyOptions {
    if (!(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException("flip is a probability in [0, 1], got " + flip);
    }
  }
}
