package org.rlhf4j.evaluators.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code judge-audit}.
 *
 * @param judge who is asked; null where the file holds what a judge said
 * @param judges several who are asked the same, in the place of judge: a row for each
 * @param pairs what it is asked about, with what people say
 * @param again whether it is asked each comparison once more, for its agreement with itself; null:
 *     yes, if there is a judge to ask
 * @param name of the row in the table; empty for the judge's id; rows of several judges have their
 *     own names
 */
public record JudgeAuditOptions(
    @Option("who is asked; none where the file holds what a judge said")
        @Nullable Part<Judge> judge,
    @Option("several who are asked the same, in the place of judge: a row for each")
        List<Part<Judge>> judges,
    @Option("what it is asked about, and what people say") PairsOptions pairs,
    @Option("ask each once more, for agreement with itself; null: if there is a judge")
        @Nullable Boolean again,
    @Option("row of the table; empty for the judge's id") String name) {

  /** Keeps a copy. */
  public JudgeAuditOptions {
    judges = List.copyOf(judges);
  }

  /** Who is asked, one or several; nobody where verdicts are recorded. */
  List<Part<Judge>> asked() {
    return judge == null ? judges : List.of(judge);
  }

  /** Whether a judge is asked once more. */
  boolean asksAgain() {
    return again == null || again;
  }

  /** Nothing to audit yet. */
  JudgeAuditOptions() {
    this(null, List.of(), new PairsOptions(), null, "");
  }
}
