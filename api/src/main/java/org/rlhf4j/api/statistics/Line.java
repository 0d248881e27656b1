package org.rlhf4j.api.statistics;

import java.util.stream.IntStream;

/**
 * A straight line by least squares.
 *
 * @param intercept NaN, as the slope, where all x are the same
 * @param slope of y by x
 */
public record Line(double intercept, double slope) {

  /** The line through these points. */
  public static Line fit(double[] x, double[] y) {
    return fit(x, y, IntStream.range(0, x.length).toArray());
  }

  /** The line through those points with these numbers, which may occur more than once. */
  public static Line fit(double[] x, double[] y, int[] numbers) {
    double meanX = Bootstrap.mean(x, numbers);
    double meanY = Bootstrap.mean(y, numbers);
    double xx = 0;
    double xy = 0;
    for (int i : numbers) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    if (!(xx > 0)) {
      return new Line(Double.NaN, Double.NaN);
    }
    return new Line(meanY - xy / xx * meanX, xy / xx);
  }

  /** The height at a place. */
  public double at(double x) {
    return intercept + slope * x;
  }
}
