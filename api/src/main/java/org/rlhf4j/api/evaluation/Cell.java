package org.rlhf4j.api.evaluation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Interval;

/**
 * A cell: a text, or a number with its uncertainty.
 *
 * @param text what it says; empty for a number
 * @param value the number; NaN for a text, and where there is nothing
 * @param standardError of the number; NaN where it has none
 * @param interval of the number at 95 %; {@link Interval#NONE} where it has none
 * @param kind what sort of number it is
 * @param note what a reader must know about it; usually empty
 */
public record Cell(
    String text,
    double value,
    double standardError,
    Interval interval,
    Measurement.Kind kind,
    String note) {

  /** There is nothing to show. */
  public static final Cell NONE = of(Double.NaN);

  /** What was written down before cells had them is left out. */
  public Cell(
      String text,
      double value,
      double standardError,
      @Nullable Interval interval,
      Measurement.@Nullable Kind kind,
      @Nullable String note) {
    this.text = text;
    this.value = value;
    this.standardError = standardError;
    this.interval = Objects.requireNonNullElse(interval, Interval.NONE);
    this.kind = Objects.requireNonNullElse(kind, Measurement.Kind.ESTIMATE);
    this.note = Objects.requireNonNullElse(note, "");
  }

  /** A text. */
  public static Cell of(String text) {
    return new Cell(text, Double.NaN, Double.NaN, null, null, null);
  }

  /** A number without uncertainty, such as a count. */
  public static Cell of(double value) {
    return of(value, Double.NaN);
  }

  /** A number with its standard error. */
  public static Cell of(double value, double standardError) {
    return of(value, standardError, Interval.NONE);
  }

  /** A number with its standard error and its interval at 95 %. */
  public static Cell of(double value, double standardError, Interval interval) {
    return new Cell("", value, standardError, interval, null, null);
  }

  /** A mean with its standard error. */
  public static Cell of(Sample sample) {
    return of(sample.mean(), sample.standardError());
  }

  /** A mean with its standard error and its interval. */
  public static Cell of(BoundedMean mean) {
    return of(mean.mean(), mean.standardError(), mean.interval());
  }

  /** A measurement; {@code n/a} where it has no value. */
  public static Cell of(Measurement m) {
    return Double.isFinite(m.value())
        ? new Cell("", m.value(), m.standardError(), m.interval95(), m.kind(), m.note())
        : of("n/a").noted(m.note());
  }

  /** The same with a note. */
  public Cell noted(String words) {
    return new Cell(text, value, standardError, interval, kind, words);
  }

  /** Whether it is a number, or nothing. */
  public boolean isNumber() {
    return text.isEmpty();
  }

  /** Whether there is a number to show. */
  public boolean hasNumber() {
    return isNumber() && Double.isFinite(value);
  }

  /** Whether there is neither number nor text. */
  public boolean isEmpty() {
    return isNumber() && Double.isNaN(value);
  }
}
