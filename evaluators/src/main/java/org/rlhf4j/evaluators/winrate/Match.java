package org.rlhf4j.evaluators.winrate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.rlhf4j.api.Cost;

/**
 * A model's answers against the baseline's, one of each for every prompt of a panel.
 *
 * @param model its name
 * @param preferences for the model's answer, in [0, 1]; NaN where there is none
 * @param lengths of the model's answers in Unicode code points; NaN where there is no answer
 * @param baselineLengths of the baseline's answers, likewise
 * @param judged how many comparisons were put to a judge for it
 * @param cost what those took
 */
record Match(
    String model,
    double[] preferences,
    double[] lengths,
    double[] baselineLengths,
    int judged,
    Cost cost) {

  Match {
    if (lengths.length != preferences.length || baselineLengths.length != preferences.length) {
      throw new IllegalArgumentException("as many lengths as preferences");
    }
  }

  /** How many prompts have no preference. */
  int missing() {
    return (int) Arrays.stream(preferences).filter(Double::isNaN).count();
  }

  /** The prompts that have a preference. */
  int[] usable() {
    return IntStream.range(0, preferences.length)
        .filter(i -> !Double.isNaN(preferences[i]))
        .toArray();
  }

  /** Mean length of the model's answers; NaN where there are none. */
  double meanLength() {
    return mean(lengths);
  }

  /** Mean length of the baseline's answers to the same prompts; NaN where there are none. */
  double meanBaselineLength() {
    return mean(baselineLengths);
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  /** The same with the names of model and baseline exchanged. */
  Match swapped(String name) {
    return new Match(
        name,
        Arrays.stream(preferences).map(p -> 1 - p).toArray(),
        baselineLengths,
        lengths,
        judged,
        cost);
  }
}
