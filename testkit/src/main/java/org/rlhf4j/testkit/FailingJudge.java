package org.rlhf4j.testkit;

import java.util.List;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.forwarding.ForwardingJudge;

/**
 * A judge that fails on one call and works on all others, as a service does that is gone for a
 * moment.
 */
public final class FailingJudge implements ForwardingJudge {

  private final Judge judge;
  private final int call;
  private int calls;

  /**
   * @param call which call of {@link #judge} throws {@link ToldToFail}, from 1
   * @param judge answers the others; closed with this one
   */
  public FailingJudge(int call, Judge judge) {
    if (call < 1) {
      throw new IllegalArgumentException("calls are counted from 1, got " + call);
    }
    this.call = call;
    this.judge = judge;
  }

  /** How often it was asked so far, the call that failed included. */
  public int calls() {
    return calls;
  }

  @Override
  public Judge wrapped() {
    return judge;
  }

  @Override
  public List<Verdict> judge(List<Comparison> comparisons) {
    if (++calls == call) {
      throw new ToldToFail("judge", calls);
    }
    return judge.judge(comparisons);
  }
}
