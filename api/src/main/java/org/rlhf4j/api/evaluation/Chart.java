package org.rlhf4j.api.evaluation;

import java.util.List;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Interval;

/**
 * A chart of the report.
 *
 * @param id unique within its evaluation, in kebab-case; names the file of a saved picture
 * @param title what it shows, in a few words
 * @param caption how to read it, and what its intervals are, in a sentence or two
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series what is drawn
 */
public record Chart(String id, String title, String caption, Axis x, Axis y, List<Series> series) {

  public Chart {
    series = List.copyOf(series);
  }

  /**
   * An axis.
   *
   * @param label what it measures
   * @param unit such as {@code nats}; empty for none
   * @param scale of its numbers
   */
  public record Axis(String label, String unit, Scale scale) {

    /** A linear axis. */
    public static Axis of(String label, String unit) {
      return new Axis(label, unit, Scale.LINEAR);
    }
  }

  /** How numbers become places on an axis. */
  public enum Scale {
    /** In proportion. */
    LINEAR,
    /** By their logarithm; all numbers are positive. */
    LOGARITHMIC,
    /** By the labels of points, in the order in which they come; {@code x} is not used. */
    CATEGORIES
  }

  /** How points are drawn. */
  public enum Mark {
    /** Each for itself. */
    POINTS,
    /** Joined in their order. */
    LINE,
    /** Joined, and each one marked. */
    LINE_WITH_POINTS,
    /** As a line of dashes: a model, a diagonal, a bound. */
    DASHES,
    /** As bars from zero. */
    BARS
  }

  /**
   * Points that belong together. Series of one name have one colour, in all charts of a report.
   *
   * @param name of the legend, usually that of a method
   * @param mark how they are drawn
   * @param points in their order
   */
  public record Series(String name, Mark mark, List<Point> points) {

    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A point with its interval.
   *
   * @param x place on the horizontal axis
   * @param y place on the vertical axis
   * @param low lower end of the 95 % interval of y; NaN for none
   * @param high its upper end; NaN for none
   * @param label what a reader sees when pointing at it, such as {@code step 40}; may be empty
   */
  public record Point(double x, double y, double low, double high, String label) {

    private static final double LEVEL = 0.95;

    /** A point without an interval. */
    public static Point of(double x, double y) {
      return new Point(x, y, Double.NaN, Double.NaN, "");
    }

    /** A point at the mean of a sample, with Student's 95 % interval; none for fewer than two. */
    public static Point of(double x, Sample y) {
      return of(x, y.mean(), Interval.student(y.mean(), y.standardError(), y.n() - 1, LEVEL));
    }

    /** A point with this interval of y. */
    public static Point of(double x, double y, Interval interval) {
      return new Point(x, y, interval.low(), interval.high(), "");
    }

    /** The same with a label. */
    public Point labelled(String label) {
      return new Point(x, y, low, high, label);
    }
  }
}
