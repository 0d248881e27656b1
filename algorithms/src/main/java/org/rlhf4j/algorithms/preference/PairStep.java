package org.rlhf4j.algorithms.preference;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * The pairs of one gradient step.
 *
 * @param rows row 2i is the preferred answer of pair i, row 2i + 1 the rejected one
 * @param reference the reference's log-probabilities of their completion tokens; null for methods
 *     without a reference
 */
record PairStep(List<TokenRow> rows, float @Nullable [][] reference) {

  PairStep {
    if (rows.size() % 2 != 0 || (reference != null && reference.length != rows.size())) {
      throw new IllegalArgumentException(
          rows.size()
              + " rows do not make pairs, or do not fit to "
              + (reference == null ? 0 : reference.length)
              + " rows of the reference");
    }
  }

  int pairs() {
    return rows.size() / 2;
  }

  /** Completion tokens of the preferred answers. */
  long chosenTokens() {
    return IntStream.range(0, pairs()).mapToLong(i -> rows.get(2 * i).completion().length).sum();
  }

  /**
   * One gradient step; none where there are no pairs.
   *
   * @param epoch passes over the data when it is done
   */
  PairReport update(TrainablePolicy policy, PairLoss loss, AdamWStep rule, double epoch) {
    if (rows.isEmpty()) {
      return PairReport.ofNoPairs(rule.learningRate(), epoch);
    }
    UpdateReport report =
        policy.update(
            TrainingBatch.ofPairs(rows), micro -> loss.of(PairOutputs.of(micro, this)), rule);
    return new PairReport(report, reference, rule.learningRate(), epoch);
  }
}
