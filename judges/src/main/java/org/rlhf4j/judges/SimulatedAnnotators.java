package org.rlhf4j.judges;

import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;

/** Implements {@link SimulatedAnnotatorsPlugin}. */
record SimulatedAnnotators(
    JudgingReward reward, double flip, HardComparisons hard, RandomStream noise) implements Judge {

  private static final int FLIP = 0;
  private static final int COIN = 1;

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    double[] differences = reward.differences(comparisons);
    return IntStream.range(0, differences.length)
        .mapToObj(i -> label(comparisons.get(i), differences[i]))
        .toList();
  }

  private Verdict label(Comparison comparison, double difference) {
    RandomStream own = noise.child(comparison.id());
    if (hard.has(comparison)) {
      return Verdict.of(HardComparisons.coin(comparison, own) ? 1 : 0);
    }
    boolean first = difference == 0 ? HardComparisons.toss(comparison, own, COIN) : difference > 0;
    boolean flipped = own.uniform(FLIP) < flip;
    return Verdict.of(first != flipped ? 1 : 0);
  }

  @Override
  public String fingerprint() {
    return noise.toString();
  }

  @Override
  public void close() {
    reward.reward().close();
  }
}
