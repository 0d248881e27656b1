package org.rlhf4j.api;

import org.rlhf4j.api.math.Sample;

/**
 * One number about one method, never without its uncertainty.
 *
 * @param subject the method's name
 * @param metric the column of the table, such as {@code win rate} or {@code gold}
 * @param unit such as {@code %}, {@code nats}, {@code tokens}; empty for none
 * @param value the estimate
 * @param standardError of the estimate over prompts; NaN where it has none
 * @param n how many observations stand behind it
 * @param note what a reader must know about this number, such as {@code upper bound}; usually empty
 */
public record Measurement(
    String subject,
    String metric,
    String unit,
    double value,
    double standardError,
    int n,
    String note) {

  /** The note of a value that is an upper bound and no estimate; tables then show {@code ≤}. */
  public static final String UPPER_BOUND = "upper bound";

  /**
   * The mean of observations with its standard error sd / sqrt(n), sd with n - 1 degrees of
   * freedom.
   */
  public static Measurement mean(
      String subject, String metric, String unit, double[] observations) {
    Sample sample = Sample.of(observations);
    return new Measurement(
        subject, metric, unit, sample.mean(), sample.standardError(), observations.length, "");
  }
}
