package org.rlhf4j.evaluators.calibration;

import org.rlhf4j.api.statistics.Interval;

/**
 * Forecasts of about the same probability.
 *
 * @param n how many
 * @param probabilities their sum
 * @param outcomes their sum
 */
record Bin(int n, double probabilities, double outcomes) {

  private static final double LEVEL = 0.95;

  Bin with(double probability, double outcome) {
    return new Bin(n + 1, probabilities + probability, outcomes + outcome);
  }

  double meanProbability() {
    return probabilities / n;
  }

  double meanOutcome() {
    return outcomes / n;
  }

  /** The 95 % interval of the mean outcome (Wilson 1927), as if outcomes were independent. */
  Interval interval() {
    return Interval.wilson(meanOutcome(), n, LEVEL);
  }
}
