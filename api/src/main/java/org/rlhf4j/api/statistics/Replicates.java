package org.rlhf4j.api.statistics;

import java.util.Arrays;
import org.rlhf4j.api.math.Sample;

/**
 * A statistic on resampled data.
 *
 * @param values its finite values, in ascending order
 * @param undefined on how many resamples it had none, such as a fit that did not exist
 */
public record Replicates(double[] values, int undefined) {

  /** Sorts out the values that are NaN or infinite, and counts them. */
  public static Replicates of(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    return new Replicates(finite, values.length - finite.length);
  }

  /**
   * The percentile interval; {@link Interval#NONE} where the statistic was undefined on more than
   * half of the resamples.
   *
   * @param level such as 0.95
   */
  public Interval interval(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies in (0, 1), got " + level);
    }
    if (values.length == 0 || undefined > values.length) {
      return Interval.NONE;
    }
    double tail = (1 - level) / 2;
    return new Interval(Quantiles.ofSorted(values, tail), Quantiles.ofSorted(values, 1 - tail));
  }

  /** The standard deviation over resamples, which estimates the statistic's standard error. */
  public double standardError() {
    return Sample.of(values).standardDeviation();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Replicates that
        && Arrays.equals(values, that.values)
        && undefined == that.undefined;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + undefined;
  }
}
