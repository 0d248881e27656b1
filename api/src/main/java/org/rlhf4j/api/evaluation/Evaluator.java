package org.rlhf4j.api.evaluation;

import java.util.List;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;

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
   * Whether it measures with the run's own reward, {@link EvaluationTask#reward}. A spec without
   * one is then refused before anything runs.
   */
  default boolean needsReward() {
    return false;
  }

  /**
   * Whether it measures with the gold reward by which trainings are watched, {@link
   * EvaluationTask#gold}. A spec without one is then refused before anything runs.
   */
  default boolean needsGold() {
    return false;
  }

  /**
   * What {@link #evaluate} will do, for estimates.
   *
   * @param subjects how many policies there are to measure
   * @param prompts how many prompts each of them answered
   * @return {@link Work#nothing} where no model, reward or judge is asked; empty where the
   *     evaluator does not say
   */
  default List<Work> work(int subjects, int prompts) {
    return List.of();
  }

  /**
   * What can be learnt from {@link #evaluate}, as far as that is known before anything is spent on
   * it, such as the smallest difference that so many prompts can show.
   *
   * @param subjects as in {@link #work}
   * @param prompts as in {@link #work}
   * @return sentences for people, without the evaluator's id; empty where there is nothing to say
   */
  default List<String> outlook(int subjects, int prompts) {
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
