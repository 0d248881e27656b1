package org.rlhf4j.runner.lint;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Prompts of the evaluation that are trained on; case and white space do not count. */
final class OverlapRule {
  private OverlapRule() {}

  static List<LintFinding> find(List<LintRow> rows, List<LintRow> evaluation) {
    Set<String> held =
        evaluation.stream().map(row -> key(row.prompt().text())).collect(Collectors.toSet());
    List<Integer> lines =
        rows.stream()
            .filter(row -> held.contains(key(row.prompt().text())))
            .map(LintRow::line)
            .toList();
    return lines.isEmpty()
        ? List.of()
        : List.of(
            LintFinding.error(
                "evaluation-overlap",
                "the prompt is one of the evaluation's, so what is measured was trained on",
                lines));
  }

  private static String key(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .strip()
        .replaceAll("\\s+", " ");
  }
}
