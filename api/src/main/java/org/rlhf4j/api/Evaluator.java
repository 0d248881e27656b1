package org.rlhf4j.api;

import java.util.List;
import org.rlhf4j.api.evaluation.Evaluation;

/** Finds out what training did to policies. */
public interface Evaluator extends AutoCloseable {

  /**
   * Checks before anything runs that the options fit the run, so that a baseline that is not there
   * is found before the training and not after it.
   *
   * @param subjects names of all subjects that {@link #evaluate} will see, {@code base} among them
   * @throws UserException if they do not fit
   */
  default void check(List<String> subjects) {}

  /**
   * Whether there is nothing to measure without the run's policies. One that measures files which
   * others made does without, and a spec then needs no policy.
   */
  default boolean needsSubjects() {
    return true;
  }

  /**
   * Whether it looks at the policies' answers to the evaluation prompts. One that asks policies
   * questions of its own does not, and a spec then needs no such prompts: subjects come without
   * answers where there are none.
   */
  default boolean needsAnswers() {
    return needsSubjects();
  }

  /**
   * The columns of the table that {@link #evaluate} fills, as far as they are known before: two
   * evaluators of a run must not have one of the same name.
   */
  default List<String> columns() {
    return List.of();
  }

  /**
   * What {@link #evaluate} will do, for estimates.
   *
   * @param subjects how many policies there are to measure
   * @param prompts how many prompts each of them answered
   * @return empty where the evaluator does not say
   */
  default List<Work> work(int subjects, int prompts) {
    return List.of();
  }

  /**
   * Measures every subject that it can.
   *
   * @return the numbers, and what a report shows beside them
   * @throws UserException if the evaluator's options do not fit the run, such as a baseline that is
   *     not there
   */
  Evaluation evaluate(EvaluationTask task);

  /** Gives back what it holds, such as its judge. */
  @Override
  default void close() {}
}
