package org.rlhf4j.evaluators.inputs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;

/** Asks a judge in both orders of presentation, so that a bias for a position cancels. */
public final class BothOrders {

  private BothOrders() {}

  /**
   * For each comparison the mean of the usable ones among the two preferences for the first answer;
   * NaN where neither is usable.
   */
  public static double[] preferFirst(Judge judge, List<Comparison> comparisons) {
    List<Verdict> verdicts = judge.judge(comparisons);
    List<Verdict> swapped = judge.judge(comparisons.stream().map(Comparison::swapped).toList());
    double[] preferences = new double[comparisons.size()];
    Arrays.setAll(
        preferences,
        i ->
            Stream.of(verdicts.get(i), swapped.get(i).swapped())
                .filter(v -> v.label() != Verdict.Label.UNPARSED)
                .mapToDouble(Verdict::preferFirst)
                .average()
                .orElse(Double.NaN));
    return preferences;
  }
}
