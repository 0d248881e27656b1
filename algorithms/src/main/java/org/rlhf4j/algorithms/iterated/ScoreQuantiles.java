package org.rlhf4j.algorithms.iterated;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.rlhf4j.algorithms.rollout.FirstBest;

/** Cuts scores into quantiles. */
final class ScoreQuantiles {

  private ScoreQuantiles() {}

  /**
   * The quantile of each score: floor(r k / n) for the one of rank r, from 0 for the best, among n.
   * So quantile 0 is the best, and without ties their sizes differ by one at most.
   *
   * <p>Equal scores have the rank of the last of them, and so the same quantile: what the reward
   * cannot tell apart, no token tells apart. The highest score alone has the rank of its first, so
   * that some quantiles may be empty, but never the best; and the best holds more than its share
   * only where so many answers have the highest score. (The paper's code cuts the sorted pool into
   * equal parts wherever the cuts fall, and puts the remainder into the worst part: in a pool
   * smaller than k that is all of it.)
   *
   * @throws IllegalArgumentException if a score is NaN
   */
  static int[] of(double[] scores, int k) {
    FirstBest.requireNumbers(scores);
    int n = scores.length;
    int[] best =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .mapToInt(i -> i)
            .toArray();
    int[] quantiles = new int[n];
    for (int first = 0, next; first < n; first = next) {
      next = first + 1;
      while (next < n && scores[best[next]] == scores[best[first]]) {
        next++;
      }
      int rank = first == 0 ? 0 : next - 1;
      for (int r = first; r < next; r++) {
        quantiles[best[r]] = (int) ((long) rank * k / n);
      }
    }
    return quantiles;
  }

  /** The quantiles that have members, best first, with the indices of these. */
  static int[][] members(int[] quantiles, int k) {
    return IntStream.range(0, k)
        .mapToObj(
            q -> IntStream.range(0, quantiles.length).filter(i -> quantiles[i] == q).toArray())
        .filter(members -> members.length > 0)
        .toArray(int[][]::new);
  }
}
