package org.rlhf4j.judges.wrapped;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;

/** Implements {@link NoisyPlugin}. */
record Noisy(Judge judge, double flip, RandomStream noise) implements Judge {

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    List<Verdict> verdicts = new ArrayList<>(judge.judge(comparisons));
    for (int i = 0; i < verdicts.size(); i++) {
      if (noise.child(comparisons.get(i).id()).uniform(0) < flip) {
        verdicts.set(i, verdicts.get(i).swapped());
      }
    }
    return List.copyOf(verdicts);
  }

  @Override
  public boolean changesWhileJudging() {
    return judge.changesWhileJudging();
  }

  @Override
  public String fingerprint() {
    return judge.fingerprint() + noise;
  }

  @Override
  public void close() {
    judge.close();
  }
}
