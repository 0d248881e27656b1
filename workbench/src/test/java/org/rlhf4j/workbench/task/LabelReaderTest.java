package org.rlhf4j.workbench.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.workbench.Desk;
import org.rlhf4j.workbench.options.TaskType;

/**
 * From what pages send, in the order in which answers were shown, to labels in that of the file.
 */
final class LabelReaderTest {
  private final Desk desk = new Desk();

  private Judgement read(TaskType task, String shown, int... order) {
    desk.task = task;
    return new LabelReader(desk.options(), task).read(StrictJsonText.object(shown), order);
  }

  @Test
  void pairs() {
    assertEquals(new Label.Pair(2), read(TaskType.PAIRWISE, "{\"grade\": 2}", 0, 1).label());
    assertEquals(new Label.Pair(-2), read(TaskType.PAIRWISE, "{\"grade\": 2}", 1, 0).label());
    assertEquals(new Label.Pair(0), read(TaskType.PAIRWISE, "{\"grade\": 0}", 1, 0).label());
    Judgement whole =
        read(
            TaskType.PAIRWISE,
            "{\"grade\": -1, \"reason\": \" so \", \"flags\": [\"unsafe\"]}",
            1,
            0);
    assertEquals(new Judgement(new Label.Pair(1), "so", List.of("unsafe")), whole);
  }

  @Test
  void rankingsGiveAllPairs() {
    // shown: 2, 0, 1; said: the second shown is best, then the first, then the last
    Label label = read(TaskType.RANKING, "{\"order\": [1, 0, 2]}", 2, 0, 1).label();
    assertEquals(new Label.Ranking(List.of(0, 2, 1)), label);
    assertEquals(
        List.of(new PairVote(0, 1, 1, 2), new PairVote(0, 2, 1, 1), new PairVote(1, 2, -1, 1)),
        label.pairs());
    assertEquals(2 / 3.0, label.score(new Label.Ranking(List.of(0, 1, 2))), 1e-12);
    assertEquals(0, label.score(new Label.Ranking(List.of(1, 2, 0))), 1e-12);
    Label four = read(TaskType.RANKING, "{\"order\": [0, 1, 2, 3]}", 0, 1, 2, 3).label();
    assertEquals(6, four.pairs().size());
  }

  @Test
  void ratings() {
    Label label = read(TaskType.RATING, "{\"ratings\": [[4, 2], [0, 1]]}", 1, 0).label();
    assertEquals(
        new Label.Rating(
            List.of("helpfulness", "presentation"), List.of(List.of(0, 1), List.of(4, 2))),
        label);
    assertEquals(List.of(new PairVote(0, 1, -1, 4)), label.pairs());
    Label gold =
        new Label.Rating(
            List.of("helpfulness", "presentation"), List.of(List.of(1, 1), List.of(2, 1)));
    assertEquals(3 / 4.0, label.score(gold), 1e-12);
  }

  @Test
  void errors() {
    Label label =
        read(TaskType.ERROR_FLAGS, "{\"errors\": [[\"refusal\"], []], \"assertive\": [2, 0]}", 1, 0)
            .label();
    assertEquals(
        new Label.Errors(
            desk.options().errors(), List.of(Set.of(), Set.of("refusal")), List.of(0, 2)),
        label);
    Label gold =
        new Label.Errors(
            desk.options().errors(), List.of(Set.of("refusal"), Set.of("refusal")), List.of(0, 0));
    assertEquals(7 / 8.0, label.score(gold), 1e-12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "PAIRWISE      | {}                           | Choose one of the grades",
        "PAIRWISE      | {\"grade\": 3}               | Choose one of the grades",
        "PAIRWISE      | {\"grade\": 1.5}             | Choose one of the grades",
        "PAIRWISE      | {\"grade\": \"1\"}           | Choose one of the grades",
        "PAIRWISE      | {\"grade\": 1, \"reason\": 4} | \"reason\" must be a text",
        "PAIRWISE      | {\"grade\": 1, \"flags\": [\"x\"]} | is none of [unsafe]",
        "RANKING       | {\"order\": [0]}             | Put all answers in order",
        "RANKING       | {\"order\": [0, 0]}          | into the order once",
        "RANKING       | {\"order\": [0, 2]}          | no such answer",
        "DEMONSTRATION | {\"text\": \"  \"}           | The answer is empty",
        "RATING        | {\"ratings\": [[1, 1]]}      | Rate every answer",
        "RATING        | {\"ratings\": [[1, 1], [1, null]]} | Rate every answer",
        "RATING        | {\"ratings\": [[5, 1], [1, 1]]} | Rate every answer",
        "ERROR_FLAGS   | {\"errors\": [[], []]}       | how assertive",
        "ERROR_FLAGS   | {\"errors\": [[\"typo\"], []], \"assertive\": [0, 0]} | is none of",
      })
  void whatIsNotWholeIsRefused(TaskType task, String shown, String expected) {
    String message =
        assertThrows(BadLabelException.class, () -> read(task, shown, 0, 1)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void noTiesWhereThereAreNone() {
    desk.ties = false;
    assertThrows(BadLabelException.class, () -> read(TaskType.PAIRWISE, "{\"grade\": 0}", 0, 1));
  }
}
