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
   * Whether a score also depends on what was scored before, as that of a reward that is normalised
   * by the scores so far. Such a reward can be optimised, but nothing can be measured by it. True
   * for whatever has a state, unless it says otherwise; a reward made of others answers for them.
   */
  default boolean changesWhileScoring() {
    return this instanceof Stateful;
  }

  @Override
  default void close() {}
}
