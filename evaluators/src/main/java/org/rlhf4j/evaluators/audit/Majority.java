package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.rlhf4j.api.agreement.Ratings;
import org.rlhf4j.api.math.Sample;

/**
 * A rater against the most frequent label of the others.
 *
 * @param labels how many labels the rater gave
 * @param credits 1 or 0 for each item where the others have one most frequent label
 */
record Majority(int labels, double[] credits) {

  static Majority of(Ratings ratings, int rater) {
    int labels = 0;
    List<Double> credits = new ArrayList<>();
    for (int i = 0; i < ratings.items(); i++) {
      double own = ratings.value(i, rater);
      if (Double.isNaN(own)) {
        continue;
      }
      labels++;
      double most = ofOthers(ratings, i, rater);
      if (!Double.isNaN(most)) {
        credits.add(own == most ? 1.0 : 0.0);
      }
    }
    return new Majority(labels, credits.stream().mapToDouble(c -> c).toArray());
  }

  private static double ofOthers(Ratings ratings, int item, int rater) {
    TreeMap<Double, Integer> counts = new TreeMap<>();
    for (int j = 0; j < ratings.raters().size(); j++) {
      double label = ratings.value(item, j);
      if (j != rater && !Double.isNaN(label)) {
        counts.merge(label, 1, Integer::sum);
      }
    }
    int most = counts.values().stream().mapToInt(c -> c).max().orElse(0);
    double[] first =
        counts.entrySet().stream()
            .filter(e -> e.getValue() == most)
            .flatMapToDouble(e -> DoubleStream.of(e.getKey()))
            .toArray();
    return first.length == 1 ? first[0] : Double.NaN;
  }

  Sample share() {
    return Sample.of(credits);
  }
}
