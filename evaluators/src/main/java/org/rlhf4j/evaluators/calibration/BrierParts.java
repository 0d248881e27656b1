package org.rlhf4j.evaluators.calibration;

/**
 * The Brier score in parts, by bins: Brier = reliability - resolution + uncertainty + within
 * (Murphy 1973; the last part is that of Stephenson, Coelho and Jolliffe 2008: without it the sum
 * is right only where all forecasts of a bin are the same).
 *
 * @param reliability mean squared distance of bins' mean probabilities from their mean outcomes; 0
 *     is best
 * @param resolution mean squared distance of bins' mean outcomes from the mean of all; high is good
 * @param uncertainty the variance of the outcomes, which no forecaster can change
 * @param within variance of probabilities within bins less twice their covariance with outcomes
 */
record BrierParts(double reliability, double resolution, double uncertainty, double within) {

  static BrierParts of(Forecasts forecasts, Binning binning, int bins) {
    int n = forecasts.n();
    double mean = forecasts.accuracy();
    double[] count = new double[bins];
    double[] p = new double[bins];
    double[] y = new double[bins];
    int[] numbers = binning.numbers(forecasts.probability(), bins);
    for (int i = 0; i < n; i++) {
      count[numbers[i]]++;
      p[numbers[i]] += forecasts.probability()[i];
      y[numbers[i]] += forecasts.outcome()[i];
    }
    double reliability = 0;
    double resolution = 0;
    double uncertainty = 0;
    double within = 0;
    for (int i = 0; i < n; i++) {
      int b = numbers[i];
      double meanP = p[b] / count[b];
      double meanY = y[b] / count[b];
      double dp = forecasts.probability()[i] - meanP;
      double dy = forecasts.outcome()[i] - meanY;
      reliability += (meanP - meanY) * (meanP - meanY) / n;
      resolution += (meanY - mean) * (meanY - mean) / n;
      uncertainty += (forecasts.outcome()[i] - mean) * (forecasts.outcome()[i] - mean) / n;
      within += (dp * dp - 2 * dp * dy) / n;
    }
    return new BrierParts(reliability, resolution, uncertainty, within);
  }
}
