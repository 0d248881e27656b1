package org.rlhf4j.judges.wrapped;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.forwarding.ForwardingJudge;
import org.rlhf4j.api.math.RandomStream;

/** Implements {@link NoisyPlugin}. */
record Noisy(Judge wrapped, double flip, RandomStream noise) implements ForwardingJudge {

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    List<Verdict> verdicts = new ArrayList<>(wrapped.judge(comparisons));
    for (int i = 0; i < verdicts.size(); i++) {
      if (noise.child(comparisons.get(i).id()).uniform(0) < flip) {
        verdicts.set(i, verdicts.get(i).swapped());
      }
    }
    return List.copyOf(verdicts);
  }

  /** None: the noise is on what the judge says, and not on what each of a panel says. */
  @Override
  public Map<String, Judge> panel() {
    return Map.of();
  }

  @Override
  public String fingerprint() {
    return wrapped.fingerprint() + noise;
  }
}
