package org.rlhf4j.evaluators.calibration;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.evaluators.choices.ChoiceScore;

/**
 * Options of {@code calibration}. Exactly one of {@code questions}, {@code texts}, {@code
 * preferences}, {@code scoredPairs} and {@code forecasts} says what is measured.
 *
 * @param name goes before the names of the columns; empty for nothing
 * @param questions a file of multiple-choice questions, for policies
 * @param choiceScore how probable a choice is
 * @param texts demonstrations whose next tokens policies foretell
 * @param positions how many tokens of each text
 * @param preferences pairs with a chosen and a rejected answer, for a reward or a judge
 * @param reward says how probable each preference is; the run's own where this and judge are left
 *     out
 * @param judge says how probable each preference is
 * @param scoredPairs a file of pairs with their scores
 * @param scale multiplies the difference of scores before the logistic function
 * @param forecasts a file of probabilities and labels
 * @param bins of the reliability diagram and of ECE
 * @param resamples of the bootstrap
 * @param reference name of the method (in files of the scorer or forecaster) that all others are
 *     compared with, on the same items; null for {@code base}, where it is there
 */
public record CalibrationOptions(
    @Option("goes before the names of the columns; empty for nothing") String name,
    @Option("file of multiple-choice questions: prompt, choices, answer")
        @Nullable String questions,
    @Option("how probable a choice is") ChoiceScore choiceScore,
    @Option("demonstrations whose next tokens policies foretell") @Nullable Part<DataSource> texts,
    @Option(value = "tokens of each text that are foretold", min = 1) int positions,
    @Option("pairs with a chosen and a rejected answer") @Nullable Part<DataSource> preferences,
    @Option("judges the preferences; the run's own where neither it nor judge is given")
        @Nullable Part<RewardModel> reward,
    @Option("judges the preferences, in both orders") @Nullable Part<Judge> judge,
    @Option("file of pairs with scores: chosenScore, rejectedScore, scorer")
        @Nullable String scoredPairs,
    @Option(value = "multiplies differences of scores before the logistic function", min = 0)
        double scale,
    @Option("file of probabilities: probability, label, forecaster") @Nullable String forecasts,
    @Option(value = "bins of the reliability diagram and of ECE", min = 1, max = 1000) int bins,
    @Option(value = "resamples of the bootstrap", min = 100, max = 1_000_000) int resamples,
    @Option("method, or forecaster of a file, that others are compared with; base if left out")
        @Nullable String reference) {

  /** Checks the ranges. */
  public CalibrationOptions {
    if (positions < 1 || bins < 1 || resamples < 1 || !(scale > 0)) {
      throw new IllegalArgumentException(
          "positions, bins and resamples must be at least 1 and scale above 0, got "
              + positions
              + ", "
              + bins
              + ", "
              + resamples
              + " and "
              + scale);
    }
  }
}
