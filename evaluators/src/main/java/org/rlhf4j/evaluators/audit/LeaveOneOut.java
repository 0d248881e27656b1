package org.rlhf4j.evaluators.audit;

import java.util.Optional;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.Ratings;

/**
 * The error in predicting a label by the most frequent one of the item's other labels, as a mean
 * over labels, or over items of their labels' means; where several are the most frequent, one of
 * them is guessed. AlpacaEval calls it the variance of annotators.
 *
 * @param byItem whether each item counts alike, and not each label
 */
record LeaveOneOut(boolean byItem) implements AgreementCoefficient {

  @Override
  public String label() {
    return "variance";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    return AgreementCoefficient.withoutOverlap(ratings);
  }

  @Override
  public double of(Ratings ratings) {
    double[] scale = ratings.scale();
    double wrong = 0;
    double n = 0;
    for (int i = 0; i < ratings.items(); i++) {
      int labels = ratings.labels(i);
      if (labels > 1) {
        double weight = byItem ? 1.0 / labels : 1;
        wrong += weight * wrong(counts(ratings, i, scale));
        n += weight * labels;
      }
    }
    return wrong / n;
  }

  private static int[] counts(Ratings ratings, int item, double[] scale) {
    int[] counts = new int[scale.length];
    for (int k = 0; k < counts.length; k++) {
      counts[k] = ratings.count(item, k);
    }
    return counts;
  }

  /** Expected number of wrong predictions of an item's labels. */
  static double wrong(int[] counts) {
    double wrong = 0;
    for (int own = 0; own < counts.length; own++) {
      if (counts[own] == 0) {
        continue;
      }
      int most = counts[own] - 1;
      for (int k = 0; k < counts.length; k++) {
        most = k == own ? most : Math.max(most, counts[k]);
      }
      int first = 0;
      for (int k = 0; k < counts.length; k++) {
        first += (k == own ? counts[k] - 1 : counts[k]) == most ? 1 : 0;
      }
      boolean among = counts[own] - 1 == most;
      wrong += counts[own] * (1 - (among ? 1.0 / first : 0));
    }
    return wrong;
  }
}
