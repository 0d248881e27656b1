package org.rlhf4j.evaluators.accuracy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code reward-accuracy}. Exactly one of {@code pairs} and {@code preferences} says
 * what is measured.
 *
 * @param name the column of the table
 * @param pairs a file of pairs, with or without scores
 * @param preferences pairs of a data source
 * @param reward scores pairs that have no scores; the run's own where it is left out
 * @param ties what pairs of equal scores count
 * @param layout which sections there are, unless {@code sections} says so
 * @param sections names of sections and their subsets; empty for those of the layout
 * @param weights of subsets within their section; those that are not named weigh as many as their
 *     pairs, or what the layout says
 * @param overall what the accuracy of all is the mean of
 * @param resamples of the bootstrap
 */
public record RewardAccuracyOptions(
    @Option("column of the table") String name,
    @Option("file of pairs: prompt, chosen, rejected, subset; or chosenScore, rejectedScore")
        @Nullable String pairs,
    @Option("pairs of a data source") @Nullable Part<DataSource> preferences,
    @Option("scores pairs without scores; the run's own where it is left out")
        @Nullable Part<RewardModel> reward,
    @Option("what pairs of equal scores count") Ties ties,
    @Option("which sections there are, unless sections says so") Layout layout,
    @Option("names of sections and their subsets") Map<String, List<String>> sections,
    @Option(value = "weights of subsets that are not their numbers of pairs", min = 0)
        Map<String, Double> weights,
    @Option(
            "what the accuracy of all is the mean of: sections, as in RewardBench, or pairs, as in"
                + " JudgeBench")
        Overall overall,
    @Option(value = "resamples of the bootstrap", min = 100, max = 1_000_000) int resamples) {

  /** Checks the ranges. */
  public RewardAccuracyOptions {
    if (overall == Overall.PAIRS && !weights.isEmpty()) {
      throw new IllegalArgumentException(
          "weights are of subsets in sections, and overall is pairs; leave one of them out");
    }
    if (resamples < 1 || weights.values().stream().anyMatch(w -> !(w >= 0))) {
      throw new IllegalArgumentException(
          "resamples must be at least 1 and weights at least 0, got "
              + resamples
              + " and "
              + weights);
    }
  }
}
