package org.rlhf4j.evaluators.calibration;

import java.util.List;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.EvaluationTask;

/** Where forecasts come from. */
interface ForecastSource extends AutoCloseable {

  /** Whether the run's policies forecast. */
  boolean needsSubjects();

  /** Whether the run's own reward forecasts. */
  default boolean needsReward() {
    return false;
  }

  /** Names of all forecasters that are no policies of the run. */
  default List<String> names() {
    return List.of();
  }

  /** Whether equal numbers of groups of two forecasters mean the same items. */
  default boolean isPaired() {
    return true;
  }

  /**
   * What that will take, as {@link org.rlhf4j.api.evaluation.Evaluator#work} says it.
   *
   * @param subjects how many policies there are
   */
  List<Work> work(int subjects);

  /** What they rest upon. */
  Basis basis(EvaluationTask task);

  /** All forecasts, one for each forecaster. */
  List<Forecaster> forecasters(EvaluationTask task);

  /** What the probability and the outcome are, in a sentence. */
  String meaning();

  /** What a reader must know of the input, in a sentence; empty for nothing. */
  default String remark() {
    return "";
  }

  @Override
  default void close() {}

  /**
   * One who forecasts.
   *
   * @param name of a method, a reward, a judge
   * @param forecasts one at least
   * @param note what was left out; usually empty
   */
  record Forecaster(String name, Forecasts forecasts, String note) {}
}
