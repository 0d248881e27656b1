package org.rlhf4j.api.agreement;

import java.util.Optional;

/**
 * Cohen's kappa of two raters, (p_o - p_e) / (1 - p_e): p_o is the share of items on which they
 * agree, p_e what it would be if each of them kept to the shares of labels that they gave, but
 * threw dice. Items that one of the two did not label are left out.
 *
 * <p>Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
 * Measurement 20 (1960).
 */
public record CohenKappa() implements AgreementCoefficient {

  @Override
  public String label() {
    return "Cohen's kappa";
  }

  @Override
  public Optional<String> unfit(Ratings ratings) {
    int raters = ratings.raters().size();
    return raters == 2
        ? AgreementCoefficient.withoutOverlap(ratings)
        : Optional.of("it is a coefficient of two raters, and there are " + raters);
  }

  @Override
  public double of(Ratings ratings) {
    double[] first = new double[ratings.categories()];
    double[] second = new double[ratings.categories()];
    double n = 0;
    double equal = 0;
    for (int i = 0; i < ratings.items(); i++) {
      if (ratings.labels(i) == 2) {
        int a = ratings.code(i, 0);
        int b = ratings.code(i, 1);
        first[a]++;
        second[b]++;
        n++;
        equal += a == b ? 1 : 0;
      }
    }
    double chance = 0; // n^2 p_e
    for (int k = 0; k < first.length; k++) {
      chance += first[k] * second[k];
    }
    // in whole numbers as far as possible: 0/0 where both always gave one label
    return (n * equal - chance) / (n * n - chance);
  }
}
