package org.rlhf4j.evaluators.diversity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Means over all pairs of texts, in time linear in the number of texts. */
final class TextPairs {

  private static final int LONGEST = 2;

  private TextPairs() {}

  /**
   * The share of pairs that are the same text.
   *
   * @return NaN for fewer than two texts
   */
  static double identical(List<AnswerText> texts) {
    Map<String, Integer> counts = new HashMap<>();
    texts.forEach(t -> counts.merge(t.text(), 1, Integer::sum));
    double same = counts.values().stream().mapToDouble(c -> (double) c * (c - 1)).sum();
    return same / ((double) texts.size() * (texts.size() - 1));
  }

  /**
   * Mean over pairs of 1 - cosine of the texts' counts of 1- and 2-grams. A text without units is
   * like others without units, and at distance 1 from the rest.
   *
   * @return in [0, 1]; NaN for fewer than two texts
   */
  static double distance(List<AnswerText> texts, NGrams grams) {
    List<Map<Integer, Double>> sums = new ArrayList<>();
    for (int n = 1; n <= LONGEST; n++) {
      sums.add(new HashMap<>());
    }
    double empty = 0;
    for (AnswerText text : texts) {
      List<Map<Integer, Integer>> counts = new ArrayList<>();
      double squares = 0;
      for (int n = 1; n <= LONGEST; n++) {
        Map<Integer, Integer> own = grams.counts(text.units(), n);
        squares += own.values().stream().mapToDouble(c -> (double) c * c).sum();
        counts.add(own);
      }
      if (squares == 0) {
        empty++;
        continue;
      }
      double norm = Math.sqrt(squares);
      for (int n = 0; n < LONGEST; n++) {
        Map<Integer, Double> sum = sums.get(n);
        counts.get(n).forEach((gram, c) -> sum.merge(gram, c / norm, Double::sum));
      }
    }
    double square = empty * empty;
    for (Map<Integer, Double> sum : sums) {
      square += sum.values().stream().mapToDouble(x -> x * x).sum();
    }
    return distance(square, texts.size());
  }

  /**
   * Mean over pairs of 1 - cosine of vectors. A zero vector is like others that are zero, and at
   * distance 1 from the rest.
   *
   * @param units each of length 1, or 0
   * @return in [0, 2]; NaN for fewer than two vectors
   */
  static double distance(List<double[]> units) {
    double[] sum = new double[units.isEmpty() ? 0 : units.get(0).length];
    double empty = 0;
    for (double[] unit : units) {
      double square = 0;
      for (int d = 0; d < sum.length; d++) {
        sum[d] += unit[d];
        square += unit[d] * unit[d];
      }
      empty += square == 0 ? 1 : 0;
    }
    return distance(empty * empty + Arrays.stream(sum).map(x -> x * x).sum(), units.size());
  }

  private static double distance(double square, double size) {
    // the squared length of a sum of unit vectors is their number and twice the sum over pairs
    return Math.max(0, 1 - (square - size) / (size * (size - 1)));
  }
}
