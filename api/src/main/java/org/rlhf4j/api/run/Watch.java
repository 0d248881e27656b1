package org.rlhf4j.api.run;

import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.training.Steps;

/**
 * Looks at a policy while it learns, and may end the training. It changes nothing that a step
 * depends on: a training that is watched makes the same policy as one that is not, up to the step
 * at which the watch ends it.
 *
 * <p>{@link Steps} keeps its state with that of the training.
 */
public interface Watch extends Stateful {

  /**
   * Looks at the policy, if it is time to.
   *
   * @param done steps of the present loop done so far; 0 before the first one
   * @param total steps of this loop in all
   * @param policy what the training has made so far
   */
  void look(int done, int total, Policy policy);

  /** Whether the training ends here, in this loop and in those that follow. */
  boolean stops();
}
