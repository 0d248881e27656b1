package org.rlhf4j.evaluators.accuracy;

import java.util.List;
import org.rlhf4j.api.math.Sample;

/**
 * Pairs counted.
 *
 * @param right whose chosen answer has the higher score
 * @param tied whose scores are the same
 * @param wrong the rest
 * @param accuracy in percent
 */
record Tally(int right, int tied, int wrong, Sample accuracy) {

  static Tally of(List<Pair> pairs, Ties ties) {
    int right = (int) pairs.stream().filter(p -> p.margin() > 0).count();
    int tied = (int) pairs.stream().filter(p -> p.margin() == 0).count();
    double[] credit =
        pairs.stream()
            .mapToDouble(p -> p.margin() > 0 ? 100 : p.margin() == 0 ? 100 * ties.credit() : 0)
            .toArray();
    return new Tally(right, tied, pairs.size() - right - tied, Sample.of(credit));
  }

  int n() {
    return right + tied + wrong;
  }
}
