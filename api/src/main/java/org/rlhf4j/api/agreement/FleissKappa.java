package org.rlhf4j.api.agreement;

import java.util.Optional;

/**
 * Fleiss' kappa of several raters, (P - P_e) / (1 - P_e): P is the mean share of agreeing pairs in
 * an item, P_e the sum of the squared shares of all labels. Every item has equally many labels, but
 * not necessarily of the same raters; items without any label are left out.
 *
 * <p>Fleiss, "Measuring nominal scale agreement among many raters", Psychological Bulletin 76
 * (1971).
 */
public record FleissKappa() implements AgreementCoefficient {

  @Override
  public String label() {
    return "Fleiss' kappa";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int i = 0; i < ratings.items(); i++) {
      int n = ratings.labels(i);
      least = n == 0 ? least : Math.min(least, n);
      most = Math.max(most, n);
    }
    return least < most
        ? Optional.of(
            "it needs equally many labels for every item, and they have from "
                + least
                + " to "
                + most
                + "; Krippendorff's alpha does without")
        : AgreementCoefficient.withoutOverlap(ratings);
  }

  @Override
  public double of(Ratings ratings) {
    double[] shares = new double[ratings.categories()];
    double equal = 0;
    double pairs = 0;
    double labels = 0;
    for (int i = 0; i < ratings.items(); i++) {
      Ratings.Tally tally = ratings.tally(i);
      for (int k = 0; k < tally.codes().length; k++) {
        int count = tally.counts()[k];
        shares[tally.codes()[k]] += count;
        equal += count * (count - 1.0);
      }
      pairs += tally.total() * (tally.total() - 1.0);
      labels += tally.total();
    }
    double chance = 0;
    for (double share : shares) {
      chance += share * share;
    }
    double total = labels * labels; // whole numbers: 0/0 where only one label occurs
    return (equal / pairs - chance / total) / ((total - chance) / total);
  }
}
