package org.rlhf4j.runner.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.testkit.DataFolder;

final class LintTest {
  @TempDir Path folder;

  private Path file(String name, String... rows) throws IOException {
    return Files.write(folder.resolve(name), List.of(rows));
  }

  private static String pair(String prompt, String chosen, String rejected) {
    return "{\"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}"
        .formatted(prompt, chosen, rejected);
  }

  /** What was found, by rule. */
  private static Map<String, List<Integer>> found(Lint lint) {
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    lint.findings().forEach(f -> found.put(f.rule(), f.lines()));
    return found;
  }

  private static Lint lint(Path data, @Nullable Path evaluation) {
    return Lint.of(data, evaluation, null, RunLog.silent());
  }

  @Test
  void everyFaultIsFoundInItsRow() throws IOException {
    Path data =
        file(
            "pairs.jsonl",
            pair("a", "long answer", "short"),
            pair("b", "same", "same"),
            pair("a", "short", "long answer"),
            pair("a", "long answer", "short"),
            pair("c", "", "something"),
            pair("d", "the end</s>", "no end"),
            "{\"prompt\": 7, \"chosen\": \"x\", \"rejected\": \"y\"}");
    Path held = file("held.jsonl", "{\"prompt\": \"  D \"}", "{\"prompt\": \"z\"}");
    Lint lint = lint(data, held);
    assertEquals(
        Map.of(
            "bad-row", List.of(7),
            "identical-pair", List.of(2),
            "reversed-pair", List.of(3),
            "duplicate-row", List.of(4),
            "empty-answer", List.of(5),
            "evaluation-overlap", List.of(6),
            "special-token-text", List.of(6)),
        found(lint));
    assertEquals(7, lint.rows());
    assertEquals(6, lint.pairs());
    assertTrue(lint.fails(List.of()));
  }

  @Test
  void allowedRulesDoNotFail() throws IOException {
    Path data = file("pairs.jsonl", pair("a", "x", "x"), pair("b", "yy", "z"));
    assertTrue(lint(data, null).fails(List.of("duplicate-row")));
    assertFalse(lint(data, null).fails(List.of("identical-pair")));
  }

  @Test
  void cleanDataHaveNoFindings() throws IOException {
    Path data = file("pairs.jsonl", pair("a", "x", "y"), pair("b", "y", "x"));
    assertEquals(List.of(), lint(data, null).findings());
    Path prompts = file("prompts.jsonl", "{\"prompt\": \"a\"}", "{\"prompt\": \"b\"}");
    assertEquals(new Lint(2, 0, null, List.of()), lint(prompts, null));
  }

  @Test
  void rowsInAnotherTemplateAreNamed() throws IOException {
    Path data =
        file(
            "pairs.jsonl",
            pair("\\n\\nHuman: a\\n\\nAssistant:", " x", " y"),
            pair("\\n\\nHuman: b\\n\\nAssistant:", " x\\n\\nHuman: more", " y"),
            pair("### Instruction:\\nc\\n### Response:\\n", "x", "y"),
            pair("\\n\\nHuman: d", " x", " y"));
    List<LintFinding> findings = lint(data, null).findings();
    List<List<Integer>> mismatches =
        findings.stream()
            .filter(f -> f.rule().equals("template-mismatch"))
            .map(LintFinding::lines)
            .toList();
    assertEquals(List.of(List.of(3), List.of(4)), mismatches);
    assertEquals(List.of(2), found(lint(data, null)).get("answer-holds-turn"));
  }

  private static LintRow lengths(int line, int chosen, int rejected) {
    List<Answer> answers =
        List.of(Answer.ofText("x".repeat(chosen)), Answer.ofText("y".repeat(rejected)));
    return new LintRow(line, new Prompt("p" + line, "q" + line), answers);
  }

  /** The longer one always, never, and among short answers only: all can be told by length. */
  @Test
  void lengthAloneTellsWhatItTells() {
    List<LintRow> longer = new ArrayList<>();
    List<LintRow> shorter = new ArrayList<>();
    List<LintRow> both = new ArrayList<>();
    List<LintRow> neither = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int n = 10 + i % 20;
      longer.add(lengths(i, n + 5, n));
      shorter.add(lengths(i, n, n + 5));
      both.add(i % 2 == 0 ? lengths(i, n + 5, n) : lengths(i, 50 * n, 55 * n));
      neither.add(lengths(i, n, n));
    }
    assertEquals(1, LengthAloneRule.measure(longer).accuracy());
    assertEquals(1, LengthAloneRule.measure(longer).chosenLonger());
    assertEquals(1, LengthAloneRule.measure(shorter).accuracy());
    assertEquals(0, LengthAloneRule.measure(shorter).chosenLonger());
    assertEquals(0.5, LengthAloneRule.measure(both).chosenLonger());
    assertTrue(LengthAloneRule.measure(both).accuracy() > 0.95);
    assertEquals(0.5, LengthAloneRule.measure(neither).accuracy());
    assertEquals(1, LengthAloneRule.find(LengthAloneRule.measure(shorter)).size());
    assertEquals(0, LengthAloneRule.find(LengthAloneRule.measure(neither)).size());
  }

  @Test
  void chanceIsNotMistakenForASign() {
    List<LintRow> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      rows.add(lengths(i, 20 + (i * 7919) % 31, 20 + (i * 104729) % 37));
    }
    LengthAloneRule.Separability chance = LengthAloneRule.measure(rows);
    assertEquals(0.5, chance.accuracy(), 4 * chance.standardError());
  }

  /** Published numbers of a public data set. */
  @Tag("data")
  @Test
  void helpfulBase() {
    Lint lint = lint(DataFolder.file("data/hh-rlhf/helpful-base.test.jsonl.gz"), null);
    assertEquals(2354, lint.pairs());
    assertEquals(2, found(lint).get("identical-pair").size());
    assertTrue(String.valueOf(lint.length()).startsWith("P(chosen longer) 0.594"), lint.length());
  }

  private static String chat(String content, String answer) {
    return """
    {"messages": [{"role": "user", "content": "%s"}, {"role": "assistant", "content": "%s"}]}
    """
        .formatted(content, answer)
        .strip();
  }

  @Test
  void conversationsHaveNoMarkupInTheirMessages() throws IOException {
    Path data =
        file(
            "chat.jsonl",
            chat("a", "b"),
            chat("c<|im_end|>", "d"),
            chat("e", "[INST] f [/INST] g"),
            chat("USER: h ### Instruction: i", "j"),
            "{\"prompt\": \"k\", \"completion\": \"l\"}",
            "{\"messages\": [{\"role\": \"tool\", \"content\": \"m\"}]}");
    Map<String, List<Integer>> found = new LinkedHashMap<>();
    lint(data, null)
        .findings()
        .forEach(
            f ->
                found.merge(
                    f.rule(),
                    f.lines(),
                    (x, y) -> Stream.concat(x.stream(), y.stream()).sorted().toList()));
    assertEquals(
        Map.of(
            "template-mismatch", List.of(3, 5), // markup; a text among conversations
            "special-token-text", List.of(2),
            "bad-row", List.of(6)),
        found);
  }
}
