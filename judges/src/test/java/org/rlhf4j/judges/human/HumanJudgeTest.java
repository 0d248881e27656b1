package org.rlhf4j.judges.human;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.judges.human.task.Item;

/** Labels on file as a judge. */
final class HumanJudgeTest {
  private static final String LABELS =
      """
      {"use": "work", "prompt": "p", "answers": ["a", "b"], "label": {"better": 1}}
      {"use": "work", "prompt": "p", "answers": ["b", "a"], "label": {"better": 2}}
      {"use": "work", "prompt": "p", "answers": ["a", "b"], "label": {"better": "tie"}}
      {"use": "work", "prompt": "p", "answers": ["a", "b"], "label": {"better": 2}}
      {"use": "gold", "prompt": "g", "answers": ["a", "b"], "label": {"better": 2}}
      {"use": "work", "prompt": "r", "answers": ["x", "y", "z"], "label": {"ranking": [3, 1, 2]}}
      """;

  @TempDir Path folder;

  private static Judge judge(String labels, @Nullable Path missing) {
    return new HumanJudge(
        "labels.jsonl", LabelsFile.read("labels.jsonl", Desk.context(labels)), missing);
  }

  private static Comparison comparison(String prompt, String first, String second) {
    return new Comparison(
        prompt + first, new Prompt("id", prompt), Answer.ofText(first), Answer.ofText(second));
  }

  @Test
  void theShareOfLabelsInEitherOrder() {
    List<Verdict> verdicts =
        judge(LABELS, null)
            .judge(
                List.of(
                    comparison("p", "a", "b"),
                    comparison("p", "b", "a"),
                    comparison("r", "z", "y"),
                    comparison("r", "y", "x")));
    assertEquals(2.5 / 4, verdicts.get(0).preferFirst(), 1e-12);
    assertEquals(1.5 / 4, verdicts.get(1).preferFirst(), 1e-12);
    assertEquals(Verdict.Label.SECOND, verdicts.get(1).label());
    assertEquals(1, verdicts.get(2).preferFirst(), 0);
    assertEquals(0, verdicts.get(3).preferFirst(), 0);
  }

  @Test
  void whatIsMissingIsCountedAndKept() throws IOException {
    Path missing = folder.resolve("missing.jsonl");
    Judge judge = judge(LABELS, missing);
    List<Comparison> asked =
        List.of(
            comparison("p", "a", "b"), comparison("g", "a", "b"), comparison("q", "a", "\"c\""));
    String message = assertThrows(UserException.class, () -> judge.judge(asked)).getMessage();
    assertTrue(message.contains("2 of 3 comparisons have no label in labels.jsonl"), message);
    List<Item> items = new Desk().read(Files.readString(missing), false);
    assertEquals(List.of("g", "q"), items.stream().map(Item::prompt).toList());
    assertEquals("\"c\"", items.get(1).answers().get(1).text());
  }

  @Test
  void filesThatAreNone() {
    assertTrue(message("{\"x\": 1}\n").contains("line 1: is no row of a labels.jsonl"));
    assertTrue(
        message(LABELS.lines().skip(4).findFirst().orElseThrow())
            .contains("says of no two answers"));
  }

  private static String message(String labels) {
    return assertThrows(UserException.class, () -> judge(labels, null)).getMessage();
  }
}
