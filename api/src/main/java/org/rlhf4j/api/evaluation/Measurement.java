package org.rlhf4j.api.evaluation;

import java.util.Objects;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Interval;

/**
 * One number about one method, never without its uncertainty.
 *
 * @param subject the method's name
 * @param metric the column of the table, such as {@code win rate} or {@code gold}
 * @param unit such as {@code %}, {@code nats}, {@code tokens}; empty for none
 * @param value the estimate
 * @param standardError of the estimate over prompts; NaN where it has none
 * @param interval of the estimate at 95 %, where it was found otherwise than from the standard
 *     error, as near the ends of a range; {@link Interval#NONE} where it was not, see {@link
 *     #interval95}
 * @param n how many observations stand behind it
 * @param note what a reader must know about this number, such as {@code upper bound}; usually empty
 */
public record Measurement(
    String subject,
    String metric,
    String unit,
    double value,
    double standardError,
    Interval interval,
    int n,
    String note) {

  private static final double LEVEL = 0.95;

  /** What was written down before there were intervals has none. */
  public Measurement {
    interval = Objects.requireNonNullElse(interval, Interval.NONE);
  }

  /** The note of a value that is an upper bound and no estimate; tables then show {@code ≤}. */
  public static final String UPPER_BOUND = "upper bound";

  /** A number without an interval of its own. */
  public Measurement(
      String subject,
      String metric,
      String unit,
      double value,
      double standardError,
      int n,
      String note) {
    this(subject, metric, unit, value, standardError, Interval.NONE, n, note);
  }

  /**
   * The interval at 95 %: its own one, or else Student's from the standard error, with n - 1
   * degrees of freedom. {@link Interval#NONE} where there is neither.
   */
  public Interval interval95() {
    return Double.isNaN(interval.low())
        ? Interval.student(value, standardError, n - 1, LEVEL)
        : interval;
  }

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

  /**
   * The mean of observations in percent, with an interval that holds near 0 and 100, see {@link
   * BoundedMean}.
   *
   * @param observations in [0, 100]
   */
  public static Measurement rate(
      String subject, String metric, double[] observations, String note) {
    BoundedMean percent = BoundedMean.ofPercent(observations, LEVEL);
    return new Measurement(
        subject,
        metric,
        "%",
        percent.mean(),
        percent.standardError(),
        percent.interval(),
        percent.n(),
        note);
  }
}
