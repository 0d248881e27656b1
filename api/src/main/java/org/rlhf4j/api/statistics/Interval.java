package org.rlhf4j.api.statistics;

/**
 * From one number to another, such as a confidence interval.
 *
 * @param low its lower end; NaN, as {@code high}, where there is none
 * @param high its upper end, not below the lower
 */
public record Interval(double low, double high) {

  /** No interval is known. */
  public static final Interval NONE = new Interval(Double.NaN, Double.NaN);

  public Interval {
    if (low > high || Double.isNaN(low) != Double.isNaN(high)) {
      throw new IllegalArgumentException("not an interval: from " + low + " to " + high);
    }
  }

  /** Whether a number lies in it, the ends included. */
  public boolean contains(double x) {
    return low <= x && x <= high;
  }

  /** Half of its width. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
