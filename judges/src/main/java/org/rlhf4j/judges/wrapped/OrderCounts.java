package org.rlhf4j.judges.wrapped;

import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.Verdict.Label;

/** Counts what a judge says in both orders. */
final class OrderCounts {

  private int comparisons;
  private int flips;
  private int decidedTwice;
  private int first;
  private int second;
  private int halves;
  private int unparsed;

  /**
   * Counts a pair.
   *
   * @param there as presented
   * @param back the other way round, with labels by position
   */
  void add(Verdict there, Verdict back) {
    comparisons++;
    count(there.label());
    count(back.label());
    Label backLabel = back.swapped().label();
    if (decided(there.label()) && decided(backLabel)) {
      decidedTwice++;
      flips += there.label() == backLabel ? 0 : 1;
    }
    int missing = (there.label() == Label.UNPARSED ? 1 : 0) + (backLabel == Label.UNPARSED ? 1 : 0);
    halves += missing == 1 ? 1 : 0;
    unparsed += missing == 2 ? 1 : 0;
  }

  void add(OrderCounts other) {
    comparisons += other.comparisons;
    flips += other.flips;
    decidedTwice += other.decidedTwice;
    first += other.first;
    second += other.second;
    halves += other.halves;
    unparsed += other.unparsed;
  }

  private void count(Label label) {
    first += label == Label.FIRST ? 1 : 0;
    second += label == Label.SECOND ? 1 : 0;
  }

  private static boolean decided(Label label) {
    return label == Label.FIRST || label == Label.SECOND;
  }

  BothOrdersStep step() {
    return new BothOrdersStep(
        comparisons,
        flips,
        (double) flips / decidedTwice,
        (double) first / (first + second),
        halves,
        unparsed);
  }
}
