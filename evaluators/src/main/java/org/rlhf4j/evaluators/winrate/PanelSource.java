package org.rlhf4j.evaluators.winrate;

import java.util.List;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.EvaluationTask;

/** Where judged answers come from. */
interface PanelSource extends AutoCloseable {

  /** Checks before anything runs, as {@link org.rlhf4j.api.evaluation.Evaluator#check} does. */
  default void check(List<String> subjects) {}

  /** Whether it is the run's methods that are judged. */
  boolean needsSubjects();

  /** What that will take, as {@link org.rlhf4j.api.evaluation.Evaluator#work} says it. */
  default List<Work> work(int subjects, int prompts) {
    return Work.nothing();
  }

  /** What may be learnt, as {@link org.rlhf4j.api.evaluation.Evaluator#outlook} says it. */
  default List<String> outlook(int prompts) {
    return List.of();
  }

  /** The judged answers. */
  Panel panel(EvaluationTask task);

  @Override
  default void close() {}
}
