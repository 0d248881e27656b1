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

  /** The quantile of the normal distribution that leaves 2.5 % above. */
  private static final double Z = 1.959963984540054;

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
    double y = meanOutcome();
    double factor = 1 / (1 + Z * Z / n);
    double centre = factor * (y + Z * Z / (2 * n));
    double half = factor * Z * Math.sqrt(y * (1 - y) / n + Z * Z / (4.0 * n * n));
    return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
