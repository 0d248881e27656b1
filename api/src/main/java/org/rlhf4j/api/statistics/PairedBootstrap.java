package org.rlhf4j.api.statistics;

import java.util.Arrays;

/**
 * Whether the mean of paired differences is zero, by the bootstrap: differences are resampled after
 * their mean was taken from them, and p is the share of resamples whose mean is at least as far
 * from zero as the one observed (Efron and Tibshirani, An Introduction to the Bootstrap, 1993,
 * section 16.4), the observed one counted in, so that p is never zero.
 *
 * @param difference the mean of the differences
 * @param interval its percentile interval
 * @param p two-sided, at least 1 / (resamples + 1)
 */
public record PairedBootstrap(double difference, Interval interval, double p) {

  /**
   * The test.
   *
   * @param differences at least one, none of them NaN
   */
  public static PairedBootstrap of(double[] differences, Bootstrap bootstrap) {
    double mean = Arrays.stream(differences).average().orElseThrow();
    Replicates replicates =
        bootstrap.replicates(differences.length, drawn -> Bootstrap.mean(differences, drawn));
    // rounding must not decide where all resamples have the observed mean
    double asFar = Math.abs(mean) - 1e-12 * (1 + Math.abs(mean));
    long further =
        Arrays.stream(replicates.values()).filter(m -> Math.abs(m - mean) >= asFar).count();
    return new PairedBootstrap(
        mean,
        replicates.interval(bootstrap.level()),
        (1.0 + further) / (1.0 + bootstrap.resamples()));
  }
}
