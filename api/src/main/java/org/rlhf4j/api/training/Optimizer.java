package org.rlhf4j.api.training;

import java.util.List;
import java.util.Set;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;

/**
 * An alignment method: it makes a better policy out of a policy and feedback. (Not a gradient rule
 * such as AdamW: that is {@link org.rlhf4j.api.training.AdamW}.)
 */
public interface Optimizer {

  /** What this method cannot do without; the runner checks it before anything runs. */
  Set<Need> needs();

  /**
   * Whether {@link #optimize} returns the start policy itself with trained weights, so that another
   * method can go on from there. False for methods that return a wrapper, such as best-of-n.
   */
  default boolean makesTrainablePolicy() {
    return true;
  }

  /**
   * Checks before anything runs that the method can work with the model, so that a token that the
   * model has already, say, is found before the training and not in the middle of a run.
   *
   * @param base the spec's policy, of which every policy in the run is a descendant; unchanged
   * @throws UserException if it cannot
   */
  default void check(TrainablePolicy base) {}

  /**
   * What {@link #optimize} will do with so much data, for estimates. Whatever one answer of its
   * policy to each evaluation prompt costs beyond an answer of the start policy belongs to it too.
   *
   * @return empty where the method does not say
   */
  default List<Work> work(Work.Amounts amounts) {
    return List.of();
  }

  /**
   * Runs the method to its end.
   *
   * @param task where to start, what to learn from, and where to report
   * @return the policy it made: the task's own start policy with trained weights, or a wrapper that
   *     owns it
   */
  Policy optimize(OptimizationTask task);
}
