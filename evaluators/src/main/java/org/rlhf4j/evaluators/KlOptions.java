package org.rlhf4j.evaluators;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.math.KlEstimator;

/**
 * Options of {@code kl}.
 *
 * @param reference name of the method from which the divergence is measured
 * @param estimator of each token's divergence
 * @param samples completions drawn for each prompt
 * @param maxNewTokens completions are cut off after this many tokens, end-of-sequence included
 * @param name the column of the table
 */
public record KlOptions(
    @Option("name of the method from which the divergence is measured") String reference,
    @Option(convention = true, value = "estimator of each token's divergence")
        KlEstimator estimator,
    @Option(value = "completions drawn for each prompt", min = 1, max = 100_000) int samples,
    @Option(value = "most tokens of a completion, end-of-sequence included", min = 1)
        int maxNewTokens,
    @Option("column of the table") String name) {

  /** Checks the ranges. */
  public KlOptions {
    if (samples < 1 || maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "samples and maxNewTokens must be at least 1, got " + samples + " and " + maxNewTokens);
    }
  }
}
