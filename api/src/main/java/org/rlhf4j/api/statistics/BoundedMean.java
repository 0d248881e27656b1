package org.rlhf4j.api.statistics;

import java.util.Arrays;
import org.rlhf4j.api.math.Sample;

/**
 * The mean of observations in [0, 1], such as wins with ties of one half, preferences that are
 * probabilities, or verdicts that are right or wrong; with an interval that holds where there are
 * few of them, or where the mean is near 0 or 1.
 *
 * <p>The interval is Student's on the observations and two more, one of 0 and one of 1, cut to [0,
 * 1]. For observations of 0 and 1 that is the interval of Agresti and Caffo, "Simple and Effective
 * Confidence Intervals for Proportions", The American Statistician 54(4), 2000, with Student's
 * quantile; unlike Wilson's it needs no distribution of the observations, so ties and soft
 * preferences are covered as well. {@code docs/evidence.md} has its coverage.
 *
 * <p>Observations that depend on one another, such as verdicts of many judges on one item, form a
 * cluster; the standard error is then that of a ratio of sums over clusters, and the degrees of
 * freedom are one less than there are clusters.
 *
 * @param n how many observations
 * @param clusters how many are independent
 * @param mean NaN for none
 * @param standardError of the mean; NaN for fewer than two clusters
 * @param interval {@link Interval#NONE} for none
 */
public record BoundedMean(
    int n, int clusters, double mean, double standardError, Interval interval) {

  private static final double ROUNDING = 1e-9;
  private static final double PERCENT = 100;

  /**
   * Of independent observations.
   *
   * @param x in [0, 1]
   * @param level of the interval, such as 0.95
   */
  public static BoundedMean of(double[] x, double level) {
    int[] alone = new int[x.length];
    Arrays.setAll(alone, i -> i);
    BoundedMean mean = of(x, alone, level);
    Sample sample = Sample.of(x);
    return new BoundedMean(
        x.length, x.length, sample.mean(), sample.standardError(), mean.interval);
  }

  /**
   * Of independent observations in percent; all numbers are in percent then.
   *
   * @param x in [0, 100]
   * @param level of the interval, such as 0.95
   */
  public static BoundedMean ofPercent(double[] x, double level) {
    BoundedMean shares = of(Arrays.stream(x).map(v -> v / PERCENT).toArray(), level);
    Sample sample = Sample.of(x);
    return new BoundedMean(
        x.length, x.length, sample.mean(), sample.standardError(), shares.interval.times(PERCENT));
  }

  /**
   * Of observations in clusters.
   *
   * @param x in [0, 1]
   * @param cluster the number of each observation's cluster, from 0; numbers may be left out
   * @param level of the interval, such as 0.95
   */
  public static BoundedMean of(double[] x, int[] cluster, double level) {
    if (x.length != cluster.length) {
      throw new IllegalArgumentException(
          x.length + " observations, and clusters of " + cluster.length);
    }
    int numbers = Arrays.stream(cluster).max().orElse(-1) + 1;
    double[] sums = new double[numbers];
    double[] sizes = new double[numbers];
    for (int i = 0; i < x.length; i++) {
      if (!(x[i] >= -ROUNDING && x[i] <= 1 + ROUNDING)) {
        throw new IllegalArgumentException("an observation lies in [0, 1], got " + x[i]);
      }
      sums[cluster[i]] += x[i];
      sizes[cluster[i]]++;
    }
    int clusters = (int) Arrays.stream(sizes).filter(size -> size > 0).count();
    if (clusters == 0) {
      return new BoundedMean(0, 0, Double.NaN, Double.NaN, Interval.NONE);
    }
    double n = x.length;
    double mean = Arrays.stream(sums).sum() / n;
    double error = error(sums, sizes, mean, n, clusters);
    // one cluster more of the usual size whose observations are 0, and one of 1
    double size = n / clusters;
    double[] moreSums = Arrays.copyOf(sums, numbers + 2);
    double[] moreSizes = Arrays.copyOf(sizes, numbers + 2);
    moreSums[numbers] = size;
    moreSizes[numbers] = size;
    moreSizes[numbers + 1] = size;
    double all = n + 2 * size;
    double centre = Arrays.stream(moreSums).sum() / all;
    Interval around =
        Interval.student(
            centre,
            error(moreSums, moreSizes, centre, all, clusters + 2),
            Math.max(1, clusters - 1),
            level);
    return new BoundedMean(
        x.length,
        clusters,
        mean,
        clusters < 2 ? Double.NaN : error,
        new Interval(Math.max(0, around.low()), Math.min(1, around.high())));
  }

  private static double error(double[] sums, double[] sizes, double mean, double n, int clusters) {
    double squares = 0;
    for (int c = 0; c < sums.length; c++) {
      double surplus = sums[c] - mean * sizes[c];
      squares += surplus * surplus;
    }
    return Math.sqrt(squares * clusters / (clusters - 1)) / n;
  }

  /** The same in another unit, such as percent. */
  public BoundedMean times(double factor) {
    return new BoundedMean(
        n, clusters, factor * mean, factor * standardError, interval.times(factor));
  }
}
