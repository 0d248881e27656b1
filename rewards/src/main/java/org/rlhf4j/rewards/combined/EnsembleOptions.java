package org.rlhf4j.rewards.combined;

import java.util.List;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code ensemble}.
 *
 * @param members what scores
 * @param copies how often each member is made; copies of a trained reward differ by their random
 *     streams
 * @param rule how their scores become one
 * @param lambda weight of the variance in {@link Rule#MEAN_MINUS_VARIANCE}
 */
public record EnsembleOptions(
    @Option("what scores; with copies, at least two in all") List<Part<RewardModel>> members,
    @Option(
            value = "how often each member is made and fitted, on random streams of its own",
            min = 1,
            max = 1000)
        int copies,
    @Option(convention = true, value = "how the members' scores become one") Rule rule,
    @Option(value = "weight of the variance in mean-minus-variance", min = 0) double lambda) {

  /** Checks the ranges. */
  public EnsembleOptions {
    members = List.copyOf(members);
    if (copies < 1 || !(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "an ensemble needs copies >= 1 and a finite lambda >= 0, got %d and %s"
              .formatted(copies, lambda));
    }
  }

  /** How the scores of the members become one. */
  public enum Rule {
    /** Their mean. */
    MEAN,
    /** The lowest of them. */
    WORST_CASE,
    /** Their mean, less lambda times their variance (over n). */
    MEAN_MINUS_VARIANCE
  }
}
