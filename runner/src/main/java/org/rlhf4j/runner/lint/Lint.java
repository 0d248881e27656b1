package org.rlhf4j.runner.lint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Policy;
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
public record Lint(int rows, int pairs, @Nullable String length, List<Finding> findings) {

  /**
   * Examines a file.
   *
   * @param data JSON Lines
   * @param evaluation prompts that must not be trained on, or null
   * @param policy whose tokens the rows become, or null
   * @throws org.rlhf4j.api.UserException if a file is no JSON Lines
   */
  public static Lint of(Path data, @Nullable Path evaluation, @Nullable Policy policy) {
    List<Finding> findings = new ArrayList<>();
    List<LintRow> rows = new ArrayList<>();
    int all = read(data, rows, findings);
    findings.addAll(PairRules.find(rows));
    if (evaluation != null) {
      List<LintRow> held = new ArrayList<>();
      read(evaluation, held, new ArrayList<>());
      findings.addAll(OverlapRule.find(rows, held));
    }
    findings.addAll(TemplateRules.find(rows));
    findings.addAll(policy == null ? TokenRules.find(rows) : TokenRules.find(rows, policy));
    int pairs = (int) rows.stream().filter(LintRow::isPair).count();
    String length = null;
    if (pairs > 0) {
      LengthRule.Separability separability = LengthRule.measure(rows);
      length = separability.words();
      findings.addAll(LengthRule.find(separability));
    }
    findings.sort((a, b) -> a.severity().compareTo(b.severity()));
    return new Lint(all, pairs, length, List.copyOf(findings));
  }

  /** Reads what serves; what does not is one finding for each reason. */
  private static int read(Path file, List<LintRow> rows, List<Finding> findings) {
    List<Integer> bad = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    int all =
        new JsonLinesFile(file, 0, 0)
            .rows(
                row -> {
                  try {
                    rows.add(LintRow.of(row));
                  } catch (BadRow e) {
                    bad.add(row.line());
                    reasons.add(e.getMessage());
                  }
                  return row.line();
                })
            .size();
    for (String reason : reasons.stream().distinct().toList()) {
      List<Integer> lines = new ArrayList<>();
      for (int i = 0; i < bad.size(); i++) {
        if (reasons.get(i).equals(reason)) {
          lines.add(bad.get(i));
        }
      }
      findings.add(Finding.error("bad-row", reason, lines));
    }
    return all;
  }

  /** Whether there is an error that is not among the rules that are allowed. */
  public boolean fails(List<String> allowed) {
    return findings.stream()
        .anyMatch(f -> f.severity() == Finding.Severity.ERROR && !allowed.contains(f.rule()));
  }
}
