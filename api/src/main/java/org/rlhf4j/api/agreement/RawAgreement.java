package org.rlhf4j.api.agreement;

import java.util.Optional;

/**
 * The share of equal pairs among all pairs of labels of the same item. It is not corrected for
 * chance. Items with more labels have more pairs and so count more.
 */
public record RawAgreement() implements AgreementCoefficient {

  @Override
  public String label() {
    return "raw agreement";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    return AgreementCoefficient.withoutOverlap(ratings);
  }

  @Override
  public double of(Ratings ratings) {
    double equal = 0;
    double pairs = 0;
    for (int i = 0; i < ratings.items(); i++) {
      Ratings.Tally tally = ratings.tally(i);
      for (int count : tally.counts()) {
        equal += count * (count - 1.0);
      }
      pairs += tally.total() * (tally.total() - 1.0);
    }
    return equal / pairs;
  }
}
