package org.rlhf4j.algorithms.policygradient;

import java.util.List;

/**
 * How much of a clipped objective was clipped: shares of all tokens, or of all answers where an
 * answer has one ratio.
 *
 * @param low advantage below 0, ratio below the range
 * @param high advantage above 0, ratio above the range
 */
record ClipRatios(double low, double high) {

  /**
   * The shares.
   *
   * @param logRatios log pi - log pi_old, one row an answer
   * @param advantages one an answer
   * @param clipLow the range begins at 1 - this
   * @param clipHigh the range ends at 1 + this
   */
  static ClipRatios of(double[][] logRatios, float[] advantages, double clipLow, double clipHigh) {
    double low = 0;
    double high = 0;
    long all = 0;
    for (int i = 0; i < logRatios.length; i++) {
      for (double logRatio : logRatios[i]) {
        double ratio = Math.exp(logRatio);
        low += advantages[i] < 0 && ratio < 1 - clipLow ? 1 : 0;
        high += advantages[i] > 0 && ratio > 1 + clipHigh ? 1 : 0;
        all++;
      }
    }
    return new ClipRatios(low / all, high / all);
  }

  double region() {
    return low + high;
  }

  /** Their mean over gradient steps. */
  static ClipRatios mean(List<ClipRatios> steps) {
    return new ClipRatios(
        steps.stream().mapToDouble(ClipRatios::low).average().orElseThrow(),
        steps.stream().mapToDouble(ClipRatios::high).average().orElseThrow());
  }

  /** Log-ratios of each token, in double precision. */
  static double[][] tokens(float[][] now, List<float[]> old) {
    double[][] logRatios = new double[now.length][];
    for (int i = 0; i < now.length; i++) {
      logRatios[i] = new double[now[i].length];
      for (int t = 0; t < now[i].length; t++) {
        logRatios[i][t] = (double) now[i][t] - old.get(i)[t];
      }
    }
    return logRatios;
  }
}
