package org.rlhf4j.evaluators.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.agreement.AgreementCoefficient;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.agreement.RawAgreement;
import org.rlhf4j.evaluators.audit.FitAnnotatorsOptions.Weighting;

/**
 * Items of two kinds, and one of two labels for each: on a share h of the items every label is a
 * coin, on the others it is wrong with probability f. Two annotators then agree with probability
 *
 * <p>A = h / 2 + (1 - h) ((1 - f)^2 + f^2),
 *
 * <p>and the error in predicting a label by the most frequent of the item's others is
 *
 * <p>V = h / 2 + (1 - h) (f m + (1 - f) (1 - m)),
 *
 * <p>where m is the probability that most of the others are right. With more than three labels an
 * item these are two equations for f and h: fewer hard items and more flips give the same A and a
 * lower V, since a majority undoes flips, but tells nothing about a coin.
 *
 * @param flip f, in [0, 1/2]
 * @param hard h, in [0, 1]
 */
record TwoKinds(double flip, double hard) {

  /** With three labels an item or fewer V is 1 - A, whatever f and h are. */
  private static final int FEWEST_LABELS = 4;

  private static final int HALVINGS = 45;

  /** How many items have so many labels. */
  static Map<Integer, Integer> sizes(Ratings ratings) {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int i = 0; i < ratings.items(); i++) {
      if (ratings.labels(i) > 1) {
        sizes.merge(ratings.labels(i), 1, Integer::sum);
      }
    }
    return sizes;
  }

  /** How often two agree, by what counts alike. */
  static AgreementCoefficient agreement(Weighting weighting) {
    return weighting == Weighting.ITEMS ? new AgreementOfItems() : new RawAgreement();
  }

  /** The error in predicting a label, by what counts alike. */
  static AgreementCoefficient variance(Weighting weighting) {
    return new LeaveOneOut(weighting == Weighting.ITEMS);
  }

  /** Whether agreement and variance tell two numbers apart. */
  static boolean isKnownFrom(Ratings ratings) {
    return sizes(ratings).keySet().stream().anyMatch(n -> n >= FEWEST_LABELS);
  }

  /** What gives the agreement of labels, and their variance, or one as near as there is. */
  static TwoKinds of(Ratings ratings, Weighting weighting) {
    double agreement = agreement(weighting).of(ratings);
    double most = new FlipRate(2).ofAgreement(agreement);
    if (!(agreement > 0.5) || !isKnownFrom(ratings)) {
      return new TwoKinds(most, 0);
    }
    double variance = variance(weighting).of(ratings);
    Map<Integer, Integer> sizes = sizes(ratings);
    double low = 0;
    double high = most;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (withFlip(middle, agreement).variance(sizes, weighting) > variance) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return withFlip((low + high) / 2, agreement);
  }

  /** The share of hard items that gives an agreement beside a flip. */
  private static TwoKinds withFlip(double flip, double agreement) {
    double easy = new FlipRate(2).agreement(flip);
    double hard = (easy - agreement) / (easy - 0.5);
    return new TwoKinds(flip, Math.min(1, Math.max(0, hard)));
  }

  /** How often two annotators agree. */
  double agreement() {
    return hard / 2 + (1 - hard) * new FlipRate(2).agreement(flip);
  }

  /**
   * The error in predicting a label by the most frequent of the others.
   *
   * @param sizes how many items have so many labels
   * @param weighting whether it is a mean over labels or over items
   */
  double variance(Map<Integer, Integer> sizes, Weighting weighting) {
    double wrong = 0;
    double labels = 0;
    for (Map.Entry<Integer, Integer> size : sizes.entrySet()) {
      double labelled = weighting == Weighting.ITEMS ? 1 : size.getKey();
      double n = labelled * size.getValue();
      double right = majorityIsRight(size.getKey() - 1, flip);
      wrong += n * (flip * right + (1 - flip) * (1 - right));
      labels += n;
    }
    return hard / 2 + (1 - hard) * wrong / labels;
  }

  /** Probability that most of n labels are right, a draw counted one half. */
  static double majorityIsRight(int n, double flip) {
    if (flip == 0) {
      return n == 0 ? 0.5 : 1;
    }
    double sum = 0;
    double log = n * Math.log1p(-flip); // of the probability that k of them are wrong
    for (int k = 0; 2 * k <= n; k++) {
      sum += Math.exp(log) * (2 * k == n ? 0.5 : 1);
      log += Math.log((n - k) / (k + 1.0)) + Math.log(flip) - Math.log1p(-flip);
    }
    return sum;
  }

  /** One of the two numbers, so that it has an interval. */
  static AgreementCoefficient number(
      String name, Weighting weighting, ToDoubleFunction<TwoKinds> of) {
    return new AgreementCoefficient() {
      @Override
      public String label() {
        return name;
      }

      @Override
      public Optional<String> unfit(Ratings ratings) {
        return AgreementCoefficient.withoutOverlap(ratings);
      }

      @Override
      public double of(Ratings ratings) {
        return of.applyAsDouble(TwoKinds.of(ratings, weighting));
      }
    };
  }
}
