package org.rlhf4j.api.statistics;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

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

  /**
   * Student's interval around an estimate.
   *
   * @param standardError not negative; NaN gives {@link #NONE}
   * @param degrees of freedom that the standard error has; fewer than 1 give {@link #NONE}
   * @param level such as 0.95
   */
  public static Interval student(
      double estimate, double standardError, double degrees, double level) {
    if (Double.isNaN(estimate + standardError) || !(degrees >= 1)) {
      return NONE;
    }
    double half =
        standardError * new TDistribution(degrees).inverseCumulativeProbability((1 + level) / 2);
    return new Interval(estimate - half, estimate + half);
  }

  /**
   * The interval of a share (Wilson, "Probable Inference, the Law of Succession, and Statistical
   * Inference", Journal of the American Statistical Association 22, 1927): it inverts the score
   * test, whose error under each share is known and not estimated, so its quantile is the normal
   * one.
   *
   * @param share in [0, 1]; of partly right answers, a mean
   * @param n how many, independent of one another; 0 gives {@link #NONE}
   * @param level such as 0.95
   */
  public static Interval wilson(double share, int n, double level) {
    if (n == 0 || Double.isNaN(share)) {
      return NONE;
    }
    double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
    double centre = share + z * z / (2 * n);
    double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
    double scale = 1 + z * z / n;
    return new Interval(Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale));
  }

  /** In another unit. */
  public Interval times(double factor) {
    return factor >= 0
        ? new Interval(factor * low, factor * high)
        : new Interval(factor * high, factor * low);
  }

  /** Half of its width. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
