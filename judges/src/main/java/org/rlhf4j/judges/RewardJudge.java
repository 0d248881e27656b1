package org.rlhf4j.judges;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;

/** Implements {@link RewardJudgePlugin}. */
record RewardJudge(JudgingReward reward, double scale) implements Judge {

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    return Arrays.stream(reward.differences(comparisons))
        .mapToObj(d -> Verdict.of(preference(d)))
        .toList();
  }

  private double preference(double difference) {
    return scale == 0
        ? 0.5 + 0.5 * Math.signum(difference)
        : 1 / (1 + Math.exp(-difference / scale));
  }

  @Override
  public void close() {
    reward.reward().close();
  }
}
