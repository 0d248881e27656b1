package org.rlhf4j.evaluators.calibration;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Probabilities that something is so, and whether it was.
 *
 * @param probability each in [0, 1]
 * @param outcome 1 if it was so, 0 if not, 0.5 for a tie
 * @param group those of one number depend on each other, such as tokens of one text; from 0
 */
record Forecasts(double[] probability, double[] outcome, int[] group) {

  Forecasts {
    if (probability.length != outcome.length || probability.length != group.length) {
      throw new IllegalArgumentException(
          probability.length + " probabilities, " + outcome.length + " outcomes");
    }
  }

  /** Forecasts that are independent. */
  static Forecasts of(double[] probability, double[] outcome) {
    return new Forecasts(probability, outcome, IntStream.range(0, outcome.length).toArray());
  }

  /**
   * Preferences as forecasts that the preferred answer is the one that was chosen, so that it does
   * not matter which of a pair comes first: confidence max(p, 1 - p), right where p &gt; 0.5, half
   * right at a tie. Brier score and log loss are those of p.
   *
   * @param preferChosen probabilities that the chosen answer is the better one
   */
  static Forecasts folded(double[] preferChosen) {
    return of(
        Arrays.stream(preferChosen).map(p -> Math.max(p, 1 - p)).toArray(),
        Arrays.stream(preferChosen).map(p -> p > 0.5 ? 1 : p < 0.5 ? 0 : 0.5).toArray());
  }

  int n() {
    return outcome.length;
  }

  /** Those with these numbers. */
  Forecasts select(int[] numbers) {
    return new Forecasts(
        Arrays.stream(numbers).mapToDouble(i -> probability[i]).toArray(),
        Arrays.stream(numbers).mapToDouble(i -> outcome[i]).toArray(),
        Arrays.stream(numbers).map(i -> group[i]).toArray());
  }

  /** The same probabilities with other outcomes. */
  Forecasts withOutcomes(double[] other) {
    return new Forecasts(probability, other, group);
  }

  double accuracy() {
    return Arrays.stream(outcome).average().orElse(Double.NaN);
  }

  double meanProbability() {
    return Arrays.stream(probability).average().orElse(Double.NaN);
  }

  /** Mean squared difference of probability and outcome (Brier 1950, for two classes, halved). */
  double brier() {
    return mean(i -> (probability[i] - outcome[i]) * (probability[i] - outcome[i]));
  }

  /**
   * Mean of -(y ln p + (1 - y) ln(1 - p)), in nats; infinite where something was thought impossible
   * and happened.
   */
  double logLoss() {
    return mean(i -> term(outcome[i], probability[i]) + term(1 - outcome[i], 1 - probability[i]));
  }

  private static double term(double y, double p) {
    return y == 0 ? 0 : -y * Math.log(p);
  }

  private double mean(IntToDoubleFunction f) {
    return IntStream.range(0, n()).mapToDouble(f).average().orElse(Double.NaN);
  }
}
