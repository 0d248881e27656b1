package org.rlhf4j.api.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;

/**
 * The bootstrap (Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics
 * 7(1), 1979): a statistic on data sets of the same size, drawn from the observations with
 * replacement. What depends on one another must be one observation: resample prompts, and all
 * methods' answers to a prompt with it.
 *
 * <p>Resample number b depends only on the stream and on b, so that more resamples leave the first
 * ones as they are, and statistics of one stream see the same resamples.
 *
 * @param resamples how many, at least 1
 * @param level of intervals, such as 0.95
 * @param random a stream of its own
 */
public record Bootstrap(int resamples, double level, RandomStream random) {

  public Bootstrap {
    if (resamples < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "a bootstrap needs at least one resample and a level in (0, 1), got "
              + resamples
              + " and "
              + level);
    }
  }

  /**
   * The percentile interval of a statistic.
   *
   * @param n how many observations there are
   * @param statistic of the observations with these numbers, each from 0 to n - 1; NaN where it has
   *     no value
   */
  public Interval interval(int n, ToDoubleFunction<int[]> statistic) {
    return replicates(n, statistic).interval(level);
  }

  /** The percentile interval of the mean. */
  public Interval mean(double[] observations) {
    return interval(observations.length, drawn -> mean(observations, drawn));
  }

  /** A statistic on every resample. */
  public Replicates replicates(int n, ToDoubleFunction<int[]> statistic) {
    double[] values = new double[resamples];
    for (int b = 0; b < resamples; b++) {
      values[b] = statistic.applyAsDouble(resample(n, b));
    }
    return Replicates.of(values);
  }

  /**
   * Several statistics on every resample.
   *
   * @param width how many statistics there are
   * @param statistics of the observations with these numbers
   * @return one for each statistic
   */
  public List<Replicates> replicates(int n, int width, Function<int[], double[]> statistics) {
    double[][] values = new double[width][resamples];
    for (int b = 0; b < resamples; b++) {
      double[] s = statistics.apply(resample(n, b));
      for (int k = 0; k < width; k++) {
        values[k][b] = s[k];
      }
    }
    List<Replicates> replicates = new ArrayList<>();
    for (double[] v : values) {
      replicates.add(Replicates.of(v));
    }
    return replicates;
  }

  /** The mean of the observations with these numbers. */
  public static double mean(double[] observations, int[] drawn) {
    double sum = 0;
    for (int i : drawn) {
      sum += observations[i];
    }
    return sum / drawn.length;
  }

  /**
   * The numbers of one resample, each from 0 to n - 1.
   *
   * @param b which one, from 0
   */
  public int[] resample(int n, int b) {
    RandomGenerator generator = random.child(b).generator();
    int[] drawn = new int[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = generator.nextInt(n);
    }
    return drawn;
  }
}
