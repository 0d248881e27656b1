package org.rlhf4j.api.agreement;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Replicates;

/**
 * A coefficient with its uncertainty.
 *
 * @param coefficient its name
 * @param value the estimate; NaN where it is not defined
 * @param standardError standard deviation over resamples; NaN for none
 * @param low lower end of the 95 % percentile interval; NaN for none
 * @param high its upper end; NaN for none
 * @param items how many items with at least two labels stand behind it
 * @param labels how many labels those have
 * @param note why there is no value, or how many resamples had none; empty if all is well
 */
public record Agreement(
    String coefficient,
    double value,
    double standardError,
    double low,
    double high,
    int items,
    int labels,
    String note) {

  private static final double LEVEL = 0.95;

  /** Its 95 % percentile interval. */
  public Interval interval() {
    return new Interval(low, high);
  }

  /** The number of resamples that serves well. */
  public static final int RESAMPLES = 1000;

  /**
   * Estimates a coefficient, with a bootstrap over items: items are drawn with replacement, each
   * with all its labels, since the labels of one item are not independent. Krippendorff's own
   * bootstrap draws pairs of labels instead and is too narrow where items differ in difficulty.
   *
   * <p>Resamples in which the coefficient is not defined are left out, and the note counts them;
   * where they are more than half there is no interval.
   *
   * @param resamples how many; 0 for no interval
   * @param random the stream of the resamples; draw {@code b} depends on it and on {@code b} alone
   */
  public static Agreement estimate(
      AgreementCoefficient coefficient, Ratings ratings, int resamples, RandomStream random) {
    Ratings pairable = ratings.pairable();
    int[][] alone = new int[pairable.items()][];
    Arrays.setAll(alone, i -> new int[] {i});
    return estimate(coefficient, ratings, pairable, alone, resamples, random);
  }

  /**
   * The same where items hang together, such as the pairs of one ranking: what is drawn is a
   * cluster with all its items.
   *
   * @param ratings of items with two labels or more, see {@link Ratings#pairable}
   * @param clusters the numbers of the items of each cluster, every item in one of them
   */
  public static Agreement estimate(
      AgreementCoefficient coefficient,
      Ratings ratings,
      int[][] clusters,
      int resamples,
      RandomStream random) {
    if (Arrays.stream(clusters).mapToInt(c -> c.length).sum() != ratings.items()) {
      throw new IllegalArgumentException(
          "clusters must hold each of the " + ratings.items() + " items once");
    }
    return estimate(coefficient, ratings, ratings, clusters, resamples, random);
  }

  private static Agreement estimate(
      AgreementCoefficient coefficient,
      Ratings ratings,
      Ratings pairable,
      int[][] clusters,
      int resamples,
      RandomStream random) {
    int items = pairable.items();
    int labels = pairable.labels();
    String unfit = coefficient.unfit(ratings).orElse("");
    double value = unfit.isEmpty() ? coefficient.of(ratings) : Double.NaN;
    if (Double.isNaN(value)) {
      String note = unfit.isEmpty() ? "not defined: all labels are the same" : unfit;
      return new Agreement(
          coefficient.label(), value, Double.NaN, Double.NaN, Double.NaN, items, labels, note);
    }
    Replicates draws =
        Replicates.of(
            clusters.length < 2
                ? new double[0]
                : draws(coefficient, pairable, clusters, resamples, random));
    Interval interval = draws.interval(LEVEL);
    return new Agreement(
        coefficient.label(),
        value,
        draws.standardError(),
        interval.low(),
        interval.high(),
        items,
        labels,
        draws.undefined() == 0
            ? ""
            : draws.undefined() + " of " + resamples + " resamples without a value left out");
  }

  private static double[] draws(
      AgreementCoefficient coefficient,
      Ratings ratings,
      int[][] clusters,
      int resamples,
      RandomStream random) {
    double[] draws = new double[resamples];
    for (int b = 0; b < resamples; b++) {
      IntStream.Builder picked = IntStream.builder();
      for (int i = 0; i < clusters.length; i++) {
        for (int item : clusters[(int) (random.uniform(b, i) * clusters.length)]) {
          picked.add(item);
        }
      }
      draws[b] = coefficient.of(ratings.pick(picked.build().toArray()));
    }
    return draws;
  }
}
