package org.rlhf4j.evaluators.diversity;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code mode-collapse}.
 *
 * @param reference name of the method that alarms compare with
 * @param samples answers drawn for each prompt
 * @param maxNewTokens answers are cut off after this many tokens, end-of-sequence included
 * @param unit what n-grams are made of
 * @param distinct distinct-n is given for n from 1 to this
 * @param bleu the longest n-grams of self-BLEU
 * @param vocabulary V of expectation-adjusted distinct: how many different units there could be
 * @param embedder a policy that embeds all answers, for their embedding distance; null for the
 *     reference method's
 * @param alarm when to raise an alarm
 */
public record ModeCollapseOptions(
    @Option("name of the method that alarms compare with") String reference,
    @Option(value = "answers drawn for each prompt", min = 2, max = 1000) int samples,
    @Option(value = "most tokens of an answer, end-of-sequence included", min = 1) int maxNewTokens,
    @Option("what n-grams are made of") TextUnit unit,
    @Option(value = "distinct-n is given for n from 1 to this", min = 1, max = 9) int distinct,
    @Option(value = "longest n-grams of self-BLEU", min = 1, max = 9) int bleu,
    @Option(
            value = "V of expectation-adjusted distinct: how many different units there could be",
            min = 2)
        int vocabulary,
    @Option(
            "a policy that embeds all answers, for embedding distance; the reference method's where"
                + " it is left out")
        @Nullable Part<Policy> embedder,
    @Option("when to raise an alarm") Thresholds alarm) {

  /** Checks the ranges. */
  public ModeCollapseOptions {
    if (samples < 2 || maxNewTokens < 1 || distinct < 1 || bleu < 1 || vocabulary < 2) {
      throw new IllegalArgumentException(
          "samples and vocabulary must be at least 2, maxNewTokens, distinct and bleu at least 1,"
              + " got "
              + samples
              + ", "
              + vocabulary
              + ", "
              + maxNewTokens
              + ", "
              + distinct
              + " and "
              + bleu);
    }
  }

  /**
   * When to raise an alarm: a number must pass its threshold, and be told from the reference's on
   * the same prompts, at 5 % for all numbers of all methods together.
   *
   * @param entropyShare token entropy below this share of the reference's
   * @param distanceShare n-gram distance below this share of the reference's
   * @param identicalRise identical answers above the reference's by this many percentage points
   */
  public record Thresholds(
      @Option(value = "token entropy below this share of the reference's", min = 0, max = 1)
          double entropyShare,
      @Option(value = "n-gram distance below this share of the reference's", min = 0, max = 1)
          double distanceShare,
      @Option(
              value = "identical answers above the reference's by this many percentage points",
              min = 0,
              max = 100)
          double identicalRise) {

    /** Half the reference's entropy, half its distance, or ten points more identical answers. */
    public Thresholds() {
      this(0.5, 0.5, 10);
    }
  }
}
