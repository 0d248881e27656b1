package org.rlhf4j.runner.lint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.data.BadRow;
import org.rlhf4j.runner.data.JsonLinesFile;

/**
 * A data set's examination.
 *
 * @param rows how many rows it has, bad ones included
 * @param pairs how many of them are pairs
 * @param length what length alone tells of the pairs, in words; null without pairs
 * @param findings what the rules found, errors first
 */
public record Lint(int rows, int pairs, @Nullable String length, List<LintFinding> findings) {
  /** So many rows are examined in a moment. */
  private static final int MANY = 100_000;

  /**
   * Examines a file.
   *
   * @param data JSON Lines
   * @param evaluation prompts that must not be trained on, or null
   * @param policy whose tokens the rows become, or null
   * @param log where the progress is shown
   * @throws org.rlhf4j.api.UserException if a file is no JSON Lines
   */
  public static Lint of(Path data, @Nullable Path evaluation, @Nullable Policy policy, RunLog log) {
    List<LintFinding> findings = new ArrayList<>();
    List<LintRow> rows = new ArrayList<>();
    int all = read(data, rows, findings, log);
    List<LintRow> held = new ArrayList<>();
    if (evaluation != null) {
      read(evaluation, held, new ArrayList<>(), log);
    }
    String length = null;
    int pairs = (int) rows.stream().filter(LintRow::isPair).count();
    RunLog shown = rows.size() > MANY ? log : RunLog.silent();
    try (Progress progress = shown.progress("examining " + rows.size() + " rows", 5, "rules")) {
      progress.update(0, "pairs");
      findings.addAll(PairRules.find(rows));
      progress.update(1, "rows of the evaluation");
      if (evaluation != null) {
        findings.addAll(OverlapRule.find(rows, held));
      }
      progress.update(2, "templates");
      findings.addAll(TemplateRules.find(rows));
      progress.update(3, "tokens");
      findings.addAll(policy == null ? TokenRules.find(rows) : TokenRules.find(rows, policy));
      progress.update(4, "lengths");
      if (pairs > 0) {
        LengthAloneRule.Separability separability = LengthAloneRule.measure(rows);
        length = separability.words();
        findings.addAll(LengthAloneRule.find(separability));
      }
      progress.update(5, "");
    }
    findings.sort((a, b) -> a.severity().compareTo(b.severity()));
    return new Lint(all, pairs, length, List.copyOf(findings));
  }

  /** Reads what serves; what does not is one finding for each reason. */
  private static int read(Path file, List<LintRow> rows, List<LintFinding> findings, RunLog log) {
    Map<String, List<Integer>> bad = new LinkedHashMap<>();
    int all =
        new JsonLinesFile(file, 0, 0, log)
            .rows(
                row -> {
                  try {
                    rows.add(LintRow.of(row));
                  } catch (BadRow e) {
                    bad.computeIfAbsent(String.valueOf(e.getMessage()), r -> new ArrayList<>())
                        .add(row.line());
                  }
                  return row.line();
                })
            .size();
    bad.forEach((reason, lines) -> findings.add(LintFinding.error("bad-row", reason, lines)));
    return all;
  }

  /** Whether there is an error that is not among the rules that are allowed. */
  public boolean fails(List<String> allowed) {
    return findings.stream()
        .anyMatch(f -> f.severity() == LintFinding.Severity.ERROR && !allowed.contains(f.rule()));
  }
}
