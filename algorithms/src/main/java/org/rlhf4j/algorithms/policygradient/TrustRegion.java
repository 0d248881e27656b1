package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.api.math.KlEstimator;

/**
 * Where a candidate policy stands, measured on the answers of the old one.
 *
 * @param kl mean over tokens of k3 of log pi_old - log pi: an estimate of the mean over states of
 *     KL(pi_old || pi), in nats, unbiased for answers drawn without truncation and never negative
 * @param loss the surrogate loss
 */
record TrustRegion(double kl, double loss) {

  /**
   * Measures a candidate.
   *
   * @param logRatios log pi - log pi_old, one row an answer
   * @param advantages one an answer
   */
  static TrustRegion of(double[][] logRatios, float[] advantages) {
    double kl = 0;
    double gain = 0;
    long tokens = 0;
    for (int i = 0; i < logRatios.length; i++) {
      for (double logRatio : logRatios[i]) {
        kl += KlEstimator.K3.of(-logRatio);
        gain += advantages[i] * Math.exp(logRatio);
        tokens++;
      }
    }
    return new TrustRegion(kl / tokens, -gain / tokens);
  }

  /** Whether a step from the old policy to this one is taken. */
  boolean accepts(double maxKl, double oldLoss) {
    return kl <= maxKl && loss <= oldLoss;
  }
}
