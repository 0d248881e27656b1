package org.rlhf4j.rewards.combined;

import java.util.List;
import org.rlhf4j.api.Response;

/** How the scores of several rewards become one. */
interface Combination {

  /**
   * One score a response.
   *
   * @param responses what was scored; at least one
   * @param scores for each reward its score of each response, all finite
   */
  double[] of(List<Response> responses, double[][] scores);

  /** Whether it depends on what was combined before. */
  default boolean changesWhileScoring() {
    return false;
  }
}
