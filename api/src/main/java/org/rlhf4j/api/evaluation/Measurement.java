package org.rlhf4j.api.evaluation;

import java.util.Objects;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Interval;

/**
 * One number about one method, never without its uncertainty. There is no way to leave the interval
 * out by accident: whoever has one of their own gives it, and {@link #student} says that Student's
 * is meant.
 *
 * @param subject the method's name
 * @param metric the column of the table, such as {@code win rate} or {@code gold}
 * @param unit such as {@code %}, {@code nats}, {@code tokens}; empty for none
 * @param value the number
 * @param standardError of the estimate over prompts; NaN where it has none
 * @param interval of the estimate at 95 %, where it was found otherwise than from the standard
 *     error, as near the ends of a range; {@link Interval#NONE} where it was not, see {@link
 *     #interval95}
 * @param n how many observations stand behind it
 * @param kind what sort of number it is
 * @param note what a reader must know about this number beside its kind; usually empty
 */
public record Measurement(
    String subject,
    String metric,
    String unit,
    double value,
    double standardError,
    Interval interval,
    int n,
    Kind kind,
    String note) {

  private static final double LEVEL = 0.95;

  /** Sorts of numbers. Tables, tests and charts treat each in its own way. */
  public enum Kind {
    /** Estimated from observations. */
    ESTIMATE,
    /** Estimated for the best of several candidates, which was chosen by the same quantity. */
    SELECTED,
    /** No estimate, but not exceeded; tables show {@code ≤}, and nothing is tested against it. */
    UPPER_BOUND,
    /** Known and not estimated: so by definition, as a baseline's 50 %, or counted. */
    FIXED
  }

  /** What was written down before there were intervals has none. */
  public Measurement {
    Objects.requireNonNull(kind, "kind");
    interval = Objects.requireNonNullElse(interval, Interval.NONE);
  }

  /** An estimate with an interval of its own, such as a bootstrap's. */
  public static Measurement estimate(
      String subject,
      String metric,
      String unit,
      double value,
      double standardError,
      Interval interval,
      int n) {
    return new Measurement(
        subject, metric, unit, value, standardError, interval, n, Kind.ESTIMATE, "");
  }

  /**
   * An estimate whose interval is Student's: that of a mean of n observations, or of what is as
   * good as one.
   */
  public static Measurement student(
      String subject, String metric, String unit, double value, double standardError, int n) {
    return estimate(subject, metric, unit, value, standardError, Interval.NONE, n);
  }

  /**
   * A number that is what it is by definition, or was counted.
   *
   * @param note why it has no error
   */
  public static Measurement fixed(
      String subject, String metric, String unit, double value, int n, String note) {
    return new Measurement(
        subject, metric, unit, value, Double.NaN, Interval.NONE, n, Kind.FIXED, note);
  }

  /** A number that the true one does not exceed. */
  public static Measurement upperBound(String subject, String metric, String unit, double value) {
    return new Measurement(
        subject, metric, unit, value, Double.NaN, Interval.NONE, 0, Kind.UPPER_BOUND, "");
  }

  /**
   * The mean of observations with its standard error sd / sqrt(n), sd with n - 1 degrees of
   * freedom.
   */
  public static Measurement mean(
      String subject, String metric, String unit, double[] observations) {
    Sample sample = Sample.of(observations);
    return student(
        subject, metric, unit, sample.mean(), sample.standardError(), observations.length);
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
    return estimate(
            subject,
            metric,
            "%",
            percent.mean(),
            percent.standardError(),
            percent.interval(),
            percent.n())
        .noted(note);
  }

  /** The same with a note. */
  public Measurement noted(String words) {
    return new Measurement(subject, metric, unit, value, standardError, interval, n, kind, words);
  }

  /** The same of another kind. */
  public Measurement as(Kind other) {
    return new Measurement(subject, metric, unit, value, standardError, interval, n, other, note);
  }

  /** The same under another name of the method. */
  public Measurement of(String other) {
    return new Measurement(other, metric, unit, value, standardError, interval, n, kind, note);
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

  /** Whether it was estimated from observations, of which there are {@link #n}. */
  public boolean isEstimate() {
    return kind == Kind.ESTIMATE || kind == Kind.SELECTED;
  }
}
