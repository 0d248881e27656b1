package org.rlhf4j.api.pairs;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/**
 * The pairs of one gradient step. {@link PairTraining} makes them from a data set; a method that
 * draws its own pairs makes them itself.
 *
 * @param rows row 2i is the preferred answer of pair i, row 2i + 1 the rejected one
 * @param reference the reference's log-probabilities of their completion tokens; null for methods
 *     without a reference
 */
public record PairBatch(List<TokenRow> rows, float @Nullable [][] reference) {

  public PairBatch {
    if (rows.size() % 2 != 0 || (reference != null && reference.length != rows.size())) {
      throw new IllegalArgumentException(
          "%d rows do not make pairs, or do not match %d rows of the reference"
              .formatted(rows.size(), reference == null ? 0 : reference.length));
    }
  }

  /** How many pairs there are. */
  public int pairs() {
    return rows.size() / 2;
  }

  /** Completion tokens of the preferred answers. */
  public long chosenTokens() {
    return IntStream.range(0, pairs()).mapToLong(i -> rows.get(2 * i).completion().length).sum();
  }

  /**
   * Takes one gradient step, or none if there are no pairs.
   *
   * @param epoch passes over the data after this step
   */
  public PairReport update(TrainablePolicy policy, PairLoss loss, AdamWStep rule, double epoch) {
    if (rows.isEmpty()) {
      return PairReport.ofNoPairs(rule.learningRate(), epoch);
    }
    UpdateReport report =
        policy.update(TrainingBatch.ofPairs(rows), micro -> loss.of(Pairs.of(micro, this)), rule);
    return new PairReport(report, reference, rule.learningRate(), epoch);
  }
}
