package org.rlhf4j.evaluators.diversity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shares of different n-grams. */
final class Distinct {

  private Distinct() {}

  /**
   * Distinct-n: different n-grams over all n-grams of these texts.
   *
   * @return NaN if there are no n-grams
   */
  static double of(List<AnswerText> texts, int n, NGrams grams) {
    Set<Integer> different = new HashSet<>();
    long all = 0;
    for (AnswerText text : texts) {
      for (int gram : grams.of(text.units(), n)) {
        different.add(gram);
        all++;
      }
    }
    return all == 0 ? Double.NaN : (double) different.size() / all;
  }

  /**
   * Expectation-adjusted distinct: different units over how many there would be if as many were
   * drawn uniformly from a vocabulary.
   *
   * @param vocabulary V
   * @return NaN if there are no units, or more different ones than V
   */
  static double adjusted(List<AnswerText> texts, int vocabulary) {
    Set<Integer> different = new HashSet<>();
    long all = 0;
    for (AnswerText text : texts) {
      for (int unit : text.units()) {
        different.add(unit);
        all++;
      }
    }
    if (all == 0 || different.size() > vocabulary) {
      return Double.NaN;
    }
    // 1 - ((V - 1) / V)^C without loss for large V
    return different.size() / (vocabulary * -Math.expm1(all * Math.log1p(-1.0 / vocabulary)));
  }
}
