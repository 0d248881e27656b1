package org.rlhf4j.rewards.combined;

import java.util.List;
import org.rlhf4j.api.Option;

/**
 * Options of {@code weighted-sum}.
 *
 * @param terms at least one
 */
public record WeightedSumOptions(
    @Option("rewards with their weights, at least one") List<WeightedReward> terms) {

  /** Keeps a copy. */
  public WeightedSumOptions {
    terms = List.copyOf(terms);
  }
}
