package org.rlhf4j.judges.human.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.UserException;
import org.rlhf4j.judges.human.Desk;
import org.rlhf4j.judges.human.TaskType;

/** Rows as people have them. */
final class ItemsFileTest {
  private final Desk desk = new Desk();

  private List<Item> read(TaskType task, boolean golden, String text) {
    desk.task = task;
    return desk.read(text, golden);
  }

  @Test
  void forms() {
    List<Item> items =
        read(
            TaskType.PAIRWISE,
            false,
            """
            {"prompt": "p", "answers": ["a", {"text": "b", "model": "m", "tokens": [1, 2]}]}
            {"id": 7, "prompt": "p", "chosen": "a", "rejected": "b", "chosenTokens": [3]}
            {"id": "x", "instruction": "do", "input": "this", "output_1": "a", "output_2": "b"}
            """);
    assertEquals(List.of("1", "7", "x"), items.stream().map(Item::key).toList());
    assertEquals("m", items.get(0).answers().get(1).model());
    assertEquals("[1,2]", String.valueOf(items.get(0).answers().get(1).tokens()));
    assertEquals("[3]", String.valueOf(items.get(1).answers().get(0).tokens()));
    assertEquals("do\n\nthis", items.get(2).prompt());
    assertEquals(
        1,
        read(TaskType.RATING, false, "{\"prompt\": \"p\", \"completion\": \"c\"}")
            .get(0)
            .answers()
            .size());
    assertEquals(
        List.of(), read(TaskType.DEMONSTRATION, false, "{\"prompt\": \"p\"}").get(0).answers());
  }

  @Test
  void gold() {
    String pair = "{\"prompt\": \"p\", \"answers\": [\"a\", \"b\"], \"gold\": ";
    List<Item> pairs =
        read(
            TaskType.PAIRWISE,
            true,
            pair
                + "2}\n"
                + pair
                + "\"tie\"}\n{\"prompt\": \"q\", \"chosen\": \"a\", \"rejected\": \"b\"}");
    assertEquals(new Label.Pair(-2), pairs.get(0).gold());
    assertEquals(new Label.Pair(0), pairs.get(1).gold());
    assertEquals(new Label.Pair(2), pairs.get(2).gold());
    assertEquals(
        new Label.Ranking(List.of(1, 0)),
        read(TaskType.RANKING, true, pair + "[2, 1]}").get(0).gold());
    String rated =
        pair
            + "[{\"helpfulness\": 5, \"presentation\": 1}, {\"helpfulness\": 1,"
            + " \"presentation\": 3}]}";
    Label rating = read(TaskType.RATING, true, rated).get(0).gold();
    assertNotNull(rating);
    assertEquals(List.of(new PairVote(0, 1, 1, 4)), rating.pairs());
    assertNotNull(read(TaskType.ERROR_FLAGS, true, pair + "[[\"refusal\"], []]}").get(0).gold());
  }

  @Test
  void allBadRowsAreNamed() {
    String message =
        assertThrows(
                UserException.class,
                () ->
                    read(
                        TaskType.PAIRWISE,
                        true,
                        """
                        {"prompt": "p", "answers": ["a"], "gold": 1}
                        {"answers": ["a", "b"], "gold": 1}
                        {"prompt": "p", "gold": 1}
                        {"prompt": "p", "answers": ["a", 3], "gold": 1}
                        {"prompt": "p", "answers": ["a", "b"]}
                        {"prompt": "p", "answers": ["a", "b"], "gold": 3}
                        {"id": "one", "prompt": "p", "answers": ["a", "b"], "gold": 1}
                        {"id": "one", "prompt": "p", "answers": ["a", "b"], "gold": 1}
                        """))
            .getMessage();
    for (String expected :
        List.of(
            "line 1: has 1 answers; this task compares two of them",
            "line 2: prompt is missing",
            "line 3: has no answers: give \"answers\"",
            "line 4: \"answers\" holds texts",
            "line 5: \"gold\" is missing",
            "line 6: \"gold\" is no right answer: 1, 2 or \"tie\" is expected, found 3",
            "line 8: its id stands in line 7 too")) {
      assertTrue(message.contains(expected), message);
    }
  }
}
