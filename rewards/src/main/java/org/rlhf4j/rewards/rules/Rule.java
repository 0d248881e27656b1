package org.rlhf4j.rewards.rules;

import org.rlhf4j.api.Response;

/** Something that can be checked about an answer. */
interface Rule {

  /** Multiplies the value. */
  double weight();

  /** How much the rule holds, in [0, 1]. */
  double value(Response response);

  /**
   * A weight as it must be.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  static void checkWeight(double weight) {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException("weight must be a finite number, got " + weight);
    }
  }
}
