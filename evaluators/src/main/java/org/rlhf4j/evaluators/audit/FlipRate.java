package org.rlhf4j.evaluators.audit;

import java.util.Optional;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;

/**
 * The probability f of a wrong label that explains how often raters agree, where each gives the
 * right one of K labels with probability 1 - f and else one of the others, all alike: of the two
 * solutions of A = (1 - f)^2 + f^2 / (K - 1) the lower one. For K = 2, f = (1 - sqrt(2 A - 1)) / 2.
 *
 * @param categories K, at least 2
 * @param agreement how often raters agree, which says what counts alike
 */
record FlipRate(int categories, AgreementCoefficient agreement) implements AgreementCoefficient {

  /** Each pair of labels counts alike. */
  FlipRate(int categories) {
    this(categories, new RawAgreement());
  }

  FlipRate {
    if (categories < 2) {
      throw new IllegalArgumentException("a wrong label needs a second category");
    }
  }

  @Override
  public String label() {
    return "flip";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    return AgreementCoefficient.withoutOverlap(ratings);
  }

  @Override
  public double of(Ratings ratings) {
    return ofAgreement(agreement.of(ratings));
  }

  /** The flip of an agreement; that of dice, (K - 1) / K, for one that is no better than theirs. */
  double ofAgreement(double agreement) {
    double c = categories / (categories - 1.0);
    double root = 1 - c * (1 - agreement);
    return root <= 0 ? 1 / c : (1 - Math.sqrt(root)) / c;
  }

  /** How often two raters with this flip agree. */
  double agreement(double flip) {
    return (1 - flip) * (1 - flip) + flip * flip / (categories - 1);
  }
}
