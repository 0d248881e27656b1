package org.rlhf4j.api.evaluation;

import java.util.Arrays;

/**
 * One observation for each evaluation prompt, in the order of the prompts.
 *
 * @param subject the method's name
 * @param metric the column of the table whose observations they are
 * @param values one for each prompt, in the unit of the column; NaN where there is none
 */
public record PromptScores(String subject, String metric, double[] values) {

  @Override
  public boolean equals(Object other) {
    return other instanceof PromptScores that
        && subject.equals(that.subject)
        && metric.equals(that.metric)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * subject.hashCode() + metric.hashCode()) + Arrays.hashCode(values);
  }
}
