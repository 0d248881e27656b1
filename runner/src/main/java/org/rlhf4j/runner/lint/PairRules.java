package org.rlhf4j.runner.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pairs that say nothing, or the contrary of another, and rows that stand there twice. */
final class PairRules {
  private PairRules() {}

  static List<LintFinding> find(List<LintRow> rows) {
    List<Integer> identical = new ArrayList<>();
    List<Integer> reversed = new ArrayList<>();
    List<Integer> doubled = new ArrayList<>();
    List<Integer> empty = new ArrayList<>();
    Map<List<String>, Integer> seen = new HashMap<>();
    for (LintRow row : rows) {
      List<String> content = content(row);
      boolean again = seen.putIfAbsent(content, row.line()) != null;
      if (again) {
        doubled.add(row.line());
      }
      if (row.answers().stream().anyMatch(a -> a.text().isBlank())) {
        empty.add(row.line());
      }
      if (!row.isPair()) {
        continue;
      }
      if (row.chosen().equals(row.rejected())) {
        identical.add(row.line());
      } else if (!again
          && seen.containsKey(List.of(content.get(0), content.get(2), content.get(1)))) {
        reversed.add(row.line());
      }
    }
    List<LintFinding> findings = new ArrayList<>();
    add(findings, identical, "identical-pair", "chosen and rejected are the same text");
    add(
        findings,
        reversed,
        "reversed-pair",
        "an earlier row has the same two answers the other way round");
    add(findings, doubled, "duplicate-row", "an earlier row is the same");
    add(findings, empty, "empty-answer", "an answer is empty or blank");
    return findings;
  }

  private static List<String> content(LintRow row) {
    List<String> content = new ArrayList<>(List.of(row.prompt().text()));
    row.answers().forEach(a -> content.add(a.text()));
    return content;
  }

  private static void add(
      List<LintFinding> findings, List<Integer> lines, String rule, String message) {
    if (!lines.isEmpty()) {
      findings.add(LintFinding.error(rule, message, lines));
    }
  }
}
