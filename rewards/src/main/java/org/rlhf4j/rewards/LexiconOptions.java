package org.rlhf4j.rewards;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;

/**
 * Options of {@code lexicon}.
 *
 * @param path the lexicon, one entry a line: token, tab, mean valence; further columns (VADER's
 *     standard deviation and raw ratings) are ignored
 * @param repetitionPenalty taken off for an answer in which every n-gram is a repetition, in units
 *     of valence; 0 for none
 * @param ngram how many words in a row make a repetition
 */
public record LexiconOptions(
    @Option(value = "word list with valences, in the format of VADER", required = true)
        @Nullable String path,
    @Option(value = "taken off in proportion to the share of repeated n-grams", min = 0)
        double repetitionPenalty,
    @Option(value = "words in a row that make a repetition", min = 1) int ngram) {

  /** Checks the ranges. */
  public LexiconOptions {
    if (!(repetitionPenalty >= 0 && repetitionPenalty < Double.POSITIVE_INFINITY) || ngram < 1) {
      throw new IllegalArgumentException(
          "a lexicon needs a finite repetitionPenalty >= 0 and ngram >= 1, got "
              + repetitionPenalty
              + " and "
              + ngram);
    }
  }
}
