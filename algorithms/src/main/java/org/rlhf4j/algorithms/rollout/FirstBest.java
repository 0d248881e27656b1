package org.rlhf4j.algorithms.rollout;

import java.util.stream.IntStream;

/** The best of several scores, the first among equals. */
public final class FirstBest {

  private FirstBest() {}

  /**
   * Where the best scores of groups stand.
   *
   * @param scores one group after another
   * @param groupSize scores in a group
   * @return one index into the scores for each group
   * @throws IllegalArgumentException if a score is NaN, to which nothing compares
   */
  public static int[] ofEach(double[] scores, int groupSize) {
    requireNumbers(scores);
    return IntStream.range(0, scores.length / groupSize)
        .map(group -> of(scores, group * groupSize, (group + 1) * groupSize))
        .toArray();
  }

  /**
   * Refuses scores that have no order.
   *
   * @throws IllegalArgumentException if a score is NaN
   */
  public static void requireNumbers(double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("the score of answer " + i + " is NaN");
      }
    }
  }

  private static int of(double[] scores, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
