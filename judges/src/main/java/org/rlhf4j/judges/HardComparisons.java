package org.rlhf4j.judges;

import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.math.RandomStream;

/**
 * Which comparisons nobody can tell: the same for all annotators, in both orders of presentation,
 * and when they are asked again.
 *
 * @param share of all comparisons, in [0, 1]
 * @param random of the pool
 */
record HardComparisons(double share, RandomStream random) {

  private static final int COIN = 3;

  boolean has(Comparison comparison) {
    return share > 0 && random.child(comparison.firstId()).uniform(0) < share;
  }

  /**
   * A coin for the answer whose text comes first in the dictionary, so that both orders of
   * presentation agree.
   *
   * @param own the stream of an annotator and a comparison
   * @return whether the first answer is named
   */
  static boolean coin(Comparison comparison, RandomStream own) {
    return toss(comparison, own, COIN);
  }

  /** The same with one of the stream's numbers. */
  static boolean toss(Comparison comparison, RandomStream own, int number) {
    boolean heads = own.uniform(number) < 0.5;
    boolean inOrder = comparison.first().text().compareTo(comparison.second().text()) <= 0;
    return heads == inOrder;
  }
}
