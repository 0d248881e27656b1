package org.rlhf4j.api;

import java.util.Set;

/**
 * An alignment method: it makes a better policy out of a policy and feedback. (Not a gradient rule
 * such as AdamW: that is {@link org.rlhf4j.api.training.AdamW}.)
 */
public interface Optimizer {

  /** What this method cannot do without; the runner checks it before anything runs. */
  Set<Need> needs();

  /**
   * Runs the method to its end.
   *
   * @param task where to start, what to learn from, and where to report
   * @return the policy it made: the task's own start policy with trained weights, or a wrapper that
   *     owns it
   */
  Policy optimize(OptimizationTask task);
}
