package org.rlhf4j.api.forwarding;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.ScalarModel;

/** A reward that asks another. What is not overridden is the wrapped reward's. */
public interface ForwardingRewardModel extends NeuralRewardModel {

  /** Who scores; always the same. */
  RewardModel wrapped();

  @Override
  default double[] score(List<Response> responses) {
    return wrapped().score(responses);
  }

  /** The wrapper's own, where it has one, and those of the reward behind it. */
  @Override
  default List<Stateful> states() {
    return Stream.concat(NeuralRewardModel.super.states().stream(), wrapped().states().stream())
        .toList();
  }

  @Override
  default boolean changesWhileScoring() {
    return this instanceof Stateful || wrapped().changesWhileScoring();
  }

  @Override
  default Optional<ScalarModel> copyNetwork() {
    return NeuralRewardModel.copyNetwork(wrapped());
  }

  @Override
  default void close() {
    wrapped().close();
  }
}
