package org.rlhf4j.evaluators.audit;

import java.util.Optional;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.Ratings;

/**
 * The share of equal pairs among the pairs of labels of an item, as a mean over items with two
 * labels or more: each item counts alike, and in {@link org.rlhf4j.api.agreement.RawAgreement} each
 * pair.
 */
record AgreementOfItems() implements AgreementCoefficient {

  @Override
  public String label() {
    return "raw agreement of items";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    return AgreementCoefficient.withoutOverlap(ratings);
  }

  @Override
  public double of(Ratings ratings) {
    int places = ratings.scale().length;
    double sum = 0;
    int items = 0;
    for (int i = 0; i < ratings.items(); i++) {
      double labels = ratings.labels(i);
      if (labels > 1) {
        double equal = 0;
        for (int k = 0; k < places; k++) {
          double count = ratings.count(i, k);
          equal += count * (count - 1);
        }
        sum += equal / (labels * (labels - 1));
        items++;
      }
    }
    return sum / items;
  }
}
