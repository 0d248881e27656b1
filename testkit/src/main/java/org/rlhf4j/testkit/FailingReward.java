package org.rlhf4j.testkit;

import java.util.List;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.forwarding.ForwardingRewardModel;

/**
 * A reward that fails on one call and works on all others, as a service does that is gone for a
 * moment.
 */
public final class FailingReward implements ForwardingRewardModel {

  private final RewardModel reward;
  private final int call;
  private int calls;

  /**
   * @param call which call of {@link #score} throws {@link ToldToFail}, from 1
   * @param reward answers the others; closed with this one
   */
  public FailingReward(int call, RewardModel reward) {
    if (call < 1) {
      throw new IllegalArgumentException("calls are counted from 1, got " + call);
    }
    this.call = call;
    this.reward = reward;
  }

  /** How often it was asked so far, the call that failed included. */
  public int calls() {
    return calls;
  }

  @Override
  public RewardModel wrapped() {
    return reward;
  }

  @Override
  public double[] score(List<Response> responses) {
    if (++calls == call) {
      throw new ToldToFail("reward", calls);
    }
    return reward.score(responses);
  }
}
