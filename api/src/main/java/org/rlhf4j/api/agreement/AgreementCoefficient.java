package org.rlhf4j.api.agreement;

import java.util.Optional;

/** A number for how much raters agree; 1 is full agreement. */
public interface AgreementCoefficient {

  /** Its name in tables. */
  String label();

  /** Why it cannot be computed of these ratings, in words; empty if it can. */
  Optional<String> unfit(Ratings ratings);

  /**
   * Its value; NaN where it is not defined, as kappa and alpha are not where only one label occurs.
   *
   * @param ratings for which {@link #unfit} is empty
   */
  double of(Ratings ratings);

  /** Why there is no agreement to be seen at all: no item has two labels. */
  static Optional<String> withoutOverlap(Ratings ratings) {
    for (int i = 0; i < ratings.items(); i++) {
      if (ratings.labels(i) > 1) {
        return Optional.empty();
      }
    }
    return Optional.of(
        ratings.raters().size() < 2
            ? "there is one rater only"
            : "no item has labels of two raters");
  }
}
