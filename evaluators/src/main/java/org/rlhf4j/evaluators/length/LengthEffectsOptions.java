package org.rlhf4j.evaluators.length;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code length-effects}.
 *
 * @param name goes before the names of the columns; empty for nothing
 * @param reference name of the method that all others are compared with
 * @param unit what lengths are counted in
 * @param reward measures the gain; the run's own where this and judge are left out
 * @param judge measures the gain, as win rate against the reference less 50 %
 * @param bins of length differences
 * @param resamples of the bootstrap
 */
public record LengthEffectsOptions(
    @Option("goes before the names of the columns; empty for nothing") String name,
    @Option("name of the method that all others are compared with") String reference,
    @Option("what lengths are counted in") AnswerLengthUnit unit,
    @Option("measures the gain; the run's own where neither it nor judge is given")
        @Nullable Part<RewardModel> reward,
    @Option("measures the gain, as win rate against the reference less 50 %")
        @Nullable Part<Judge> judge,
    @Option(value = "bins of length differences", min = 1, max = 1000) int bins,
    @Option(value = "resamples of the bootstrap", min = 100, max = 1_000_000) int resamples) {

  /** Checks the ranges. */
  public LengthEffectsOptions {
    if (bins < 1 || resamples < 1) {
      throw new IllegalArgumentException(
          "bins and resamples must be at least 1, got " + bins + " and " + resamples);
    }
  }
}
