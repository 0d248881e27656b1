package org.rlhf4j.testkit;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.forwarding.ForwardingRewardModel;

/** A reward that remembers what it was asked, and that it was closed. */
public final class RecordingReward implements ForwardingRewardModel {

  private final RewardModel reward;
  private final List<List<Response>> calls = new ArrayList<>();
  private boolean closed;

  /**
   * @param reward answers; closed with this one
   */
  public RecordingReward(RewardModel reward) {
    this.reward = reward;
  }

  /** What it was asked, call by call. */
  public List<List<Response>> calls() {
    return List.copyOf(calls);
  }

  /** Everything that it was asked, in order. */
  public List<Response> responses() {
    return calls.stream().flatMap(List::stream).toList();
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public RewardModel wrapped() {
    return reward;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if it was closed
   */
  @Override
  public double[] score(List<Response> responses) {
    if (closed) {
      throw new IllegalStateException("this reward was closed");
    }
    calls.add(List.copyOf(responses));
    return reward.score(responses);
  }

  @Override
  public boolean changesWhileScoring() {
    return reward.changesWhileScoring();
  }

  @Override
  public void close() {
    closed = true;
    reward.close();
  }
}
