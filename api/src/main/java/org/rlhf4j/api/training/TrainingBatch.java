package org.rlhf4j.api.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.TokenRow;

/**
 * The rows of one gradient step.
 *
 * @param rows the rows; those of a group stand next to each other
 * @param groupSize rows that the loss must see together: 1, or 2 for pairs (preferred, rejected)
 * @param temperature divides the logits before log-probabilities are taken; 1 for the model's own
 * @param entropies whether the loss also wants the entropies of whole distributions, which cost
 *     about as much again as log-probabilities
 * @param divergenceFrom the policy, of the same vocabulary, from which the loss wants the
 *     divergence of whole distributions; null for none; not owned
 */
public record TrainingBatch(
    List<TokenRow> rows,
    int groupSize,
    double temperature,
    boolean entropies,
    @Nullable Likelihood divergenceFrom) {

  public TrainingBatch {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a batch needs at least one row");
    }
    if (groupSize < 1 || rows.size() % groupSize != 0) {
      throw new IllegalArgumentException(
          rows.size() + " rows do not make whole groups of " + groupSize);
    }
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "the temperature of log-probabilities must be above 0, got " + temperature);
    }
  }

  /** A batch whose loss wants log-probabilities alone. */
  public TrainingBatch(List<TokenRow> rows, int groupSize, double temperature) {
    this(rows, groupSize, temperature, false, null);
  }

  /** Rows that do not depend on each other. */
  public static TrainingBatch ofRows(List<TokenRow> rows) {
    return new TrainingBatch(rows, 1, 1.0);
  }

  /** Pairs: row 2i is the preferred answer and row 2i + 1 the rejected one. */
  public static TrainingBatch ofPairs(List<TokenRow> rows) {
    return new TrainingBatch(rows, 2, 1.0);
  }

  /** The same batch for a loss that asks for {@link Microbatch#entropies}. */
  public TrainingBatch withEntropies() {
    return new TrainingBatch(rows, groupSize, temperature, true, divergenceFrom);
  }

  /** The same batch for a loss that asks for {@link Microbatch#divergences}. */
  public TrainingBatch withDivergencesFrom(Likelihood reference) {
    return new TrainingBatch(rows, groupSize, temperature, entropies, reference);
  }

  /** Completion tokens of all rows: the usual global denominator. */
  public long completionTokens() {
    return rows.stream().mapToLong(r -> r.completion().length).sum();
  }
}
