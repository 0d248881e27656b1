package org.rlhf4j.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method under evaluation with its answers, one to each evaluation prompt, in the order of the
 * prompts.
 *
 * @param name the method's name in the run
 * @param completions one for each prompt
 * @param policy the policy itself, or null where only its answers are known; not owned
 */
public record Subject(String name, List<Completion> completions, @Nullable Policy policy) {

  public Subject {
    completions = List.copyOf(completions);
  }
}
