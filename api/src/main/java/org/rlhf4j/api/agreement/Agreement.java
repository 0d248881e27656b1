package org.rlhf4j.api.agreement;

import java.util.Arrays;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;

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

  /** The number of resamples that serves well. */
  public static final int RESAMPLES = 1000;

  /**
   * Estimates a coefficient, with a bootstrap over items: items are drawn with replacement, each
   * with all its labels, since the labels of one item are not independent. Krippendorff's own
   * bootstrap draws pairs of labels instead and is too narrow where items differ in difficulty.
   *
   * <p>Resamples in which the coefficient is not defined are left out, and the note counts them.
   *
   * @param resamples how many; 0 for no interval
   * @param random the stream of the resamples; draw {@code b} depends on it and on {@code b} alone
   */
  public static Agreement estimate(
      AgreementCoefficient coefficient, Ratings ratings, int resamples, RandomStream random) {
    Ratings pairable = ratings.pairable();
    int items = pairable.items();
    int labels = pairable.labels();
    String unfit = coefficient.unfit(ratings).orElse("");
    double value = unfit.isEmpty() ? coefficient.of(ratings) : Double.NaN;
    if (Double.isNaN(value)) {
      String note = unfit.isEmpty() ? "not defined: all labels are the same" : unfit;
      return new Agreement(
          coefficient.label(), value, Double.NaN, Double.NaN, Double.NaN, items, labels, note);
    }
    double[] draws = items < 2 ? new double[0] : draws(coefficient, pairable, resamples, random);
    int lost = items < 2 ? 0 : resamples - draws.length;
    return new Agreement(
        coefficient.label(),
        value,
        Sample.of(draws).standardDeviation(),
        quantile(draws, 0.025),
        quantile(draws, 0.975),
        items,
        labels,
        lost == 0 ? "" : lost + " of " + resamples + " resamples without a value left out");
  }

  private static double[] draws(
      AgreementCoefficient coefficient, Ratings ratings, int resamples, RandomStream random) {
    double[] draws = new double[resamples];
    int[] picked = new int[ratings.items()];
    for (int b = 0; b < resamples; b++) {
      for (int i = 0; i < picked.length; i++) {
        picked[i] = (int) (random.uniform(b, i) * picked.length);
      }
      draws[b] = coefficient.of(ratings.pick(picked));
    }
    return Arrays.stream(draws).filter(d -> !Double.isNaN(d)).sorted().toArray();
  }

  /** Between the two nearest of sorted values, in proportion (type 7 of Hyndman and Fan). */
  private static double quantile(double[] sorted, double p) {
    if (sorted.length < 2) {
      return Double.NaN;
    }
    double place = p * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
