package org.rlhf4j.api.agreement;

import java.util.Optional;

/**
 * Krippendorff's alpha, 1 - D_o / D_e: D_o is the mean squared distance of two labels of one item,
 * D_e that of any two labels. Any number of raters; labels may be missing, and items with a single
 * label are left out.
 *
 * <p>Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), sections A to C; the
 * ordinal distance counts the labels between two ranks and half of those on each.
 *
 * @param level what the labels are
 */
public record KrippendorffAlpha(Level level) implements AgreementCoefficient {

  @Override
  public String label() {
    return "Krippendorff's alpha (" + level.word() + ")";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    return AgreementCoefficient.withoutOverlap(ratings);
  }

  @Override
  public double of(Ratings ratings) {
    double[] frequencies = new double[ratings.categories()];
    double n = 0;
    for (int i = 0; i < ratings.items(); i++) {
      Ratings.Tally tally = ratings.tally(i);
      if (tally.total() > 1) {
        n += tally.total();
        for (int k = 0; k < tally.codes().length; k++) {
          frequencies[tally.codes()[k]] += tally.counts()[k];
        }
      }
    }
    double[] places = level.places(ratings.scale(), frequencies);
    double observed = 0;
    for (int i = 0; i < ratings.items(); i++) {
      Ratings.Tally tally = ratings.tally(i);
      if (tally.total() > 1) {
        observed += within(tally, places) / (tally.total() - 1);
      }
    }
    double expected = 0;
    for (int c = 0; c < frequencies.length; c++) {
      for (int k = 0; k < c; k++) {
        expected += frequencies[c] * frequencies[k] * level.squared(places[c], places[k]);
      }
    }
    return expected == 0 ? Double.NaN : 1 - (n - 1) * observed / expected;
  }

  /** Sum of the squared distances over the unordered pairs of an item's labels. */
  private double within(Ratings.Tally tally, double[] places) {
    double sum = 0;
    for (int c = 0; c < tally.codes().length; c++) {
      for (int k = 0; k < c; k++) {
        double squared = level.squared(places[tally.codes()[c]], places[tally.codes()[k]]);
        sum += (double) tally.counts()[c] * tally.counts()[k] * squared;
      }
    }
    return sum;
  }
}
