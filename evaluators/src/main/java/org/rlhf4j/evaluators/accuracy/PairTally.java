package org.rlhf4j.evaluators.accuracy;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.statistics.BoundedMean;

/**
 * Pairs counted.
 *
 * @param right whose chosen answer has the higher score
 * @param tied whose scores are the same
 * @param wrong the rest
 * @param ties what the tied count
 */
record PairTally(int right, int tied, int wrong, Ties ties) {

  private static final double LEVEL = 0.95;

  static PairTally of(List<Pair> pairs, Ties ties) {
    int right = (int) pairs.stream().filter(p -> p.margin() > 0).count();
    int tied = (int) pairs.stream().filter(p -> p.margin() == 0).count();
    return new PairTally(right, tied, pairs.size() - right - tied, ties);
  }

  /** All pairs of some tallies together; at least one tally. */
  static PairTally sum(List<PairTally> tallies) {
    return tallies.stream()
        .reduce(
            (a, b) -> new PairTally(a.right + b.right, a.tied + b.tied, a.wrong + b.wrong, a.ties))
        .orElseThrow();
  }

  /** In percent, with its 95 % interval. */
  BoundedMean accuracy() {
    double[] credit = new double[n()];
    Arrays.fill(credit, 0, right, 100);
    Arrays.fill(credit, right, right + tied, 100 * ties.credit());
    return BoundedMean.ofPercent(credit, LEVEL);
  }

  int n() {
    return right + tied + wrong;
  }
}
