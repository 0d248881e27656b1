package org.rlhf4j.api.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Policy;

/**
 * One method under evaluation with its answers, one to each evaluation prompt, in the order of the
 * prompts.
 *
 * @param name the method's name in the run
 * @param completions one for each prompt
 * @param policy the policy itself, or null where only its answers are known; not owned
 * @param trajectory what was seen of it while it was trained, or null where nobody looked or
 *     nothing was trained
 */
public record Subject(
    String name,
    List<Completion> completions,
    @Nullable Policy policy,
    @Nullable Trajectory trajectory) {

  public Subject {
    completions = List.copyOf(completions);
  }

  /** A subject whose training nobody watched. */
  public Subject(String name, List<Completion> completions, @Nullable Policy policy) {
    this(name, completions, policy, null);
  }
}
