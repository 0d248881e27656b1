package org.rlhf4j.api;

import java.util.List;

/** Scores answers: the higher, the better. Rules, lexicons and trained networks alike. */
public interface RewardModel extends AutoCloseable {

  /**
   * One score a response, in order. A score depends on its own response alone, not on the batch or,
   * unless {@link #changesWhileScoring}, on what was scored before.
   *
   * @return finite numbers, as many as responses
   */
  double[] score(List<Response> responses);

  /**
   * What is kept of this reward in the checkpoints of a run, so that interrupted work goes on with
   * the same scores: the reward itself where it is {@link Stateful}. A reward that asks others
   * answers for them, in an order that does not change. A fit is none of it.
   */
  default List<Stateful> states() {
    return this instanceof Stateful state ? List.of(state) : List.of();
  }

  /**
   * Whether a score also depends on what was scored before, as that of a reward that is normalised
   * by the scores so far. Such a reward can be optimised, but nothing can be measured by it. True
   * for whatever has a state, unless it says otherwise; a reward made of others answers for them.
   */
  default boolean changesWhileScoring() {
    return !states().isEmpty();
  }

  @Override
  default void close() {}
}
