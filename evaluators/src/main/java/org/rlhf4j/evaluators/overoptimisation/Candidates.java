package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Answers of one policy with their scores.
 *
 * @param prompts one for each prompt
 */
record Candidates(List<Scored> prompts) {

  /**
   * The candidates of a prompt.
   *
   * @param proxy one score each
   * @param gold one score each
   */
  record Scored(double[] proxy, double[] gold) {}

  /** The fewest that a prompt has. */
  int fewest() {
    return prompts.stream().mapToInt(s -> s.proxy().length).min().orElse(0);
  }

  /** What choosing the best of n by the proxy gives, over n; 1 is always among them. */
  Curve curve(List<Integer> numbers) {
    int[] ns = BestOfNEstimator.withOne(numbers);
    List<Curve.Point> points = new ArrayList<>();
    for (int n : ns) {
      double[] kl = new double[prompts.size()];
      Arrays.fill(kl, BestOfNEstimator.klUpperBound(n));
      points.add(
          new Curve.Point(
              n,
              kl,
              prompts.stream()
                  .mapToDouble(s -> BestOfNEstimator.expected(s.proxy(), s.proxy(), n))
                  .toArray(),
              prompts.stream()
                  .mapToDouble(s -> BestOfNEstimator.expected(s.proxy(), s.gold(), n))
                  .toArray()));
    }
    return new Curve("best of 1 to " + ns[ns.length - 1], "n", true, points);
  }
}
