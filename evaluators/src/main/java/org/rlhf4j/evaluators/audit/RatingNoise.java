package org.rlhf4j.evaluators.audit;

import java.util.Arrays;
import org.rlhf4j.api.agreement.Ratings;

/**
 * A one-way analysis of variance: rating = value of the item + noise of the rating.
 *
 * @param within variance of the noise, the mean square within items
 * @param between variance of the items' values, (mean square between - within) / n0; not below 0
 */
record RatingNoise(double within, double between) {

  /**
   * The sums that the analysis needs.
   *
   * @param n labels of an item
   * @param mean their mean
   * @param squares the sum of squared distances to it
   */
  record Item(int n, double mean, double squares) {

    static Item of(Ratings ratings, int item) {
      double[] scale = ratings.scale();
      int n = ratings.labels(item);
      double sum = 0;
      for (int k = 0; k < scale.length; k++) {
        sum += ratings.count(item, k) * scale[k];
      }
      double mean = sum / n;
      double squares = 0;
      for (int k = 0; k < scale.length; k++) {
        squares += ratings.count(item, k) * (scale[k] - mean) * (scale[k] - mean);
      }
      return new Item(n, mean, squares);
    }
  }

  /** Of these items; one may come several times. NaN where no item has two labels. */
  static RatingNoise of(Item[] items, int[] picked) {
    double total = 0;
    double sum = 0;
    double within = 0;
    double sizes = 0;
    for (int i : picked) {
      Item item = items[i];
      total += item.n();
      sum += item.n() * item.mean();
      within += item.squares();
      sizes += (double) item.n() * item.n();
    }
    double mean = sum / total;
    double between = 0;
    for (int i : picked) {
      between += items[i].n() * (items[i].mean() - mean) * (items[i].mean() - mean);
    }
    double inside = within / (total - picked.length);
    double size = (total - sizes / total) / (picked.length - 1.0);
    double outside = (between / (picked.length - 1.0) - inside) / size;
    return new RatingNoise(inside, Math.max(0, outside));
  }

  static RatingNoise of(Item[] items) {
    int[] all = new int[items.length];
    Arrays.setAll(all, i -> i);
    return of(items, all);
  }

  /** The intraclass correlation ICC(1): the share of the variance that the items make. */
  double correlation() {
    return between / (between + within);
  }

  /**
   * How often two annotators agree which of two items is the better, where values and noise are
   * normal: their differences correlate by {@link #correlation}, and so have one sign with
   * probability 1 - arccos / pi.
   */
  double agreement() {
    return 1 - Math.acos(correlation()) / Math.PI;
  }

  /** How often an annotator names the worse of two items: 1 minus the agreement with the truth. */
  double wrong() {
    return Math.acos(Math.sqrt(correlation())) / Math.PI;
  }

  /**
   * The scale of a logistic preference with the same spread: the difference of two noises has
   * variance 2 within, the logistic distribution pi^2 scale^2 / 3.
   */
  double scale() {
    return Math.sqrt(6 * within) / Math.PI;
  }
}
