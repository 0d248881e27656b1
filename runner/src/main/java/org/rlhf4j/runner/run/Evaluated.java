package org.rlhf4j.runner.run;

import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;

/**
 * What one evaluator of the spec found.
 *
 * @param place of the evaluator in the spec, from 0
 * @param id of its plugin
 * @param evaluation what it found
 */
public record Evaluated(int place, String id, Evaluation evaluation) {

  /**
   * An evaluation of which every number can stand in a table. None (NaN) is what some have; an
   * infinite one is an overflow.
   *
   * @throws FailedException with the first number that is infinite
   */
  static Evaluation checked(String id, Evaluation evaluation) {
    for (Measurement m : evaluation.measurements()) {
      if (Double.isInfinite(m.value()) || Double.isInfinite(m.standardError())) {
        throw new FailedException(
            id
                + " gave "
                + m.subject()
                + " the "
                + m.metric()
                + " "
                + m.value()
                + " with the standard error "
                + m.standardError()
                + "; both must be finite: the numbers that it was computed from are too large");
      }
    }
    return evaluation;
  }
}
