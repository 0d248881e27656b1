package org.rlhf4j.evaluators.audit;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.agreement.Agreement;
import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code judge-audit}.
 *
 * @param judge who is asked; null where the file holds what a judge said
 * @param pairs what it is asked about, with what people say
 * @param again whether it is asked each comparison once more, for its agreement with itself; null:
 *     yes, if there is a judge to ask
 * @param resamples of the bootstrap over pairs
 * @param name of the row in the table; empty for the judge's id
 */
public record JudgeAuditOptions(
    @Option("who is asked; none where the file holds what a judge said")
        @Nullable Part<Judge> judge,
    @Option("what it is asked about, and what people say") PairsOptions pairs,
    @Option("ask each once more, for agreement with itself; null: if there is a judge")
        @Nullable Boolean again,
    @Option(value = "resamples of the bootstrap over pairs", min = 1, max = 1_000_000)
        int resamples,
    @Option("row of the table; empty for the judge's id") String name) {

  /** Checks the range. */
  public JudgeAuditOptions {
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples are at least 1, got " + resamples);
    }
  }

  /** Whether a judge is asked once more. */
  boolean asksAgain() {
    return again == null || again;
  }

  /** Nothing to audit yet. */
  JudgeAuditOptions() {
    this(null, new PairsOptions(), null, Agreement.RESAMPLES, "");
  }
}
