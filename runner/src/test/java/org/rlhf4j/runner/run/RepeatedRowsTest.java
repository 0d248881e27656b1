package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;

/** Rows that stand twice, and sources that were not measured on the same: refused, or counted. */
final class RepeatedRowsTest {

  /**
   * A spec's evaluator, the file it reads, and what must be said of it.
   *
   * @param options as JSON; FILE stands for the file
   * @param words in the message, or in what a run leaves
   */
  record Kind(String evaluator, String options, String rows, String words) {
    @Override
    public String toString() {
      return evaluator + " " + options + " " + words;
    }
  }

  private static final String OPTIONS =
      "\"options\": [\"no\", \"yes\"], \"groups\": {\"g\": [1, 1]}";

  static Stream<Kind> refused() {
    return Stream.of(
        new Kind(
            "calibration",
            "{\"scoredPairs\": FILE}",
            """
            {"id": "a", "chosenScore": 1, "rejectedScore": 0}
            {"id": "b", "chosenScore": 1, "rejectedScore": 0}
            {"id": "a", "chosenScore": 2, "rejectedScore": 0}
            """,
            "line 3: scorer \"file\" has id \"a\" in line 1 already"),
        new Kind(
            "calibration",
            "{\"scoredPairs\": FILE}",
            """
            {"prompt": "p", "chosen": "x", "rejected": "y", "chosenScore": 1, "rejectedScore": 0}
            {"prompt": "p", "chosen": "x", "rejected": "y", "chosenScore": 1, "rejectedScore": 0}
            """,
            "line 2: scorer \"file\" has \"p\", \"x\", \"y\" in line 1 already"),
        new Kind(
            "calibration",
            "{\"forecasts\": FILE}",
            """
            {"id": "a", "probability": 0.5, "label": 1, "forecaster": "f"}
            {"id": "a", "probability": 0.5, "label": 1, "forecaster": "g"}
            {"id": "b", "probability": 0.5, "label": 1, "forecaster": "g"}
            """,
            "forecaster \"f\" has 1 of 2 items, and not id \"b\""),
        new Kind(
            "calibration",
            "{\"forecasts\": FILE}",
            """
            {"probability": 0.5, "label": 1, "forecaster": "f"}
            {"probability": 0.5, "label": 1, "forecaster": "g"}
            {"probability": 0.6, "label": 1, "forecaster": "g"}
            """,
            "each forecaster has another number of rows"),
        new Kind(
            "calibration",
            "{\"forecasts\": FILE}",
            """
            {"id": "a", "probability": 0.5, "label": 1}
            {"probability": 0.5, "label": 1}
            """,
            "1 of 2 rows do not say what they are about"),
        new Kind(
            "reward-accuracy",
            "{\"pairs\": FILE}",
            """
            {"id": 1, "subset": "s", "chosenScore": 1, "rejectedScore": 0, "scorer": "x"}
            {"id": 1, "subset": "t", "chosenScore": 1, "rejectedScore": 0, "scorer": "x"}
            {"id": 1, "subset": "s", "chosenScore": 1, "rejectedScore": 0, "scorer": "x"}
            """,
            "line 3: scorer \"x\" has id \"1\" of subset s in line 1 already"),
        new Kind(
            "reward-accuracy",
            "{\"pairs\": FILE}",
            """
            {"id": 1, "chosenScore": 1, "rejectedScore": 0, "scorer": "x"}
            {"id": 2, "chosenScore": 1, "rejectedScore": 0, "scorer": "y"}
            """,
            "scorer \"x\" has 1 of 2 items"),
        new Kind(
            "group-alignment",
            "{\"questions\": FILE}",
            "{\"prompt\": \"so?\", \"models\": {\"m\": [1, 0]}, %s}%n{\"prompt\": \"so?\", %s}%n"
                .formatted(OPTIONS, OPTIONS),
            "line 2: file \"file\" has \"so?\" [no, yes] in line 1 already"),
        new Kind(
            "over-optimisation",
            "{\"file\": FILE, \"n\": [1, 2]}",
            """
            {"id": "c1", "prompt": "p", "proxy": 1, "gold": 0}
            {"id": "c1", "prompt": "p", "proxy": 2, "gold": 0}
            {"id": "c1", "prompt": "q", "proxy": 1, "gold": 0}
            {"id": "c2", "prompt": "q", "proxy": 2, "gold": 0}
            """,
            "line 2: file \"file\" has id \"c1\" of prompt \"p\" in line 1 already"),
        new Kind(
            "verifiable",
            "{\"outputs\": FILE}",
            """
            {"id": "a", "output": "1", "reference": "1", "generator": "x"}
            {"id": "a", "output": "1", "reference": "1", "generator": "y"}
            {"id": "b", "output": "1", "reference": "1", "generator": "y"}
            """,
            "generator \"x\" has 1 of 2 items, and not \"b\""),
        new Kind(
            "verifiable",
            "{\"outputs\": FILE}",
            """
            {"id": "a", "output": "1", "reference": "1", "generator": "x"}
            {"id": "a", "output": "1", "reference": "2", "generator": "y"}
            """,
            "line 2: the right answer is \"2\" here and \"1\" in line 1: files of different"));
  }

  static Stream<Kind> counted() {
    return Stream.of(
        new Kind(
            "calibration",
            "{\"forecasts\": FILE}",
            """
            {"probability": 0.5, "label": 1}
            {"probability": 0.5, "label": 1}
            {"probability": 0.6, "label": 1}
            """,
            "1 of 3 rows are equal to one before them"),
        new Kind(
            "reward-accuracy",
            "{\"pairs\": FILE}",
            """
            {"chosenScore": 1, "rejectedScore": 0}
            {"chosenScore": 1, "rejectedScore": 0}
            """,
            "1 pairs are equal to one before them"),
        new Kind(
            "reward-accuracy",
            "{\"preferences\": {\"id\": \"jsonl\", \"options\": {\"path\": FILE}}, \"reward\":"
                + " {\"id\": \"lexicon\", \"options\": {\"path\": \"words.tsv\"}}}",
            """
            {"prompt": "p", "chosen": "good", "rejected": "bad"}
            {"prompt": "p", "chosen": "good", "rejected": "bad"}
            """,
            "1 pairs are equal to one before them"),
        new Kind(
            "over-optimisation",
            "{\"file\": FILE, \"n\": [1, 2]}",
            """
            {"prompt": "p", "proxy": 1, "gold": 0}
            {"prompt": "p", "proxy": 1, "gold": 0}
            {"prompt": "q", "proxy": 1, "gold": 0}
            {"prompt": "q", "proxy": 2, "gold": 0}
            """,
            "1 of 4 rows are equal to one before them"));
  }

  @TempDir Path folder;

  private int run(Shell shell, Kind kind) {
    shell.write("words.tsv", "good\t1.0\nbad\t-1.0\n");
    shell.write("rows.jsonl", kind.rows);
    shell.write(
        "files.json",
        "{\"name\": \"files\", \"evaluate\": [{\"id\": \""
            + kind.evaluator
            + "\", \"options\": "
            + kind.options.replace("FILE", "\"rows.jsonl\"")
            + "}]}");
    return shell.run("run", "files.json");
  }

  private Shell shell() {
    Catalog catalog = Catalog.load(List.of());
    return new Shell(folder, layers -> catalog);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Kind kind) {
    Shell shell = shell();
    assertEquals(2, run(shell, kind), () -> shell.out() + shell.err());
    // lines of the terminal are broken
    String said = shell.err().replaceAll("\\s+", " ");
    assertTrue(said.contains(kind.words), shell.err());
    assertFalse(shell.has("runs"));
  }

  @ParameterizedTest
  @MethodSource("counted")
  void isCounted(Kind kind) {
    Shell shell = shell();
    assertEquals(0, run(shell, kind), () -> shell.out() + shell.err());
    String left = shell.read("runs/files/results.json") + shell.read("runs/files/log.txt");
    assertTrue(left.contains(kind.words), left);
  }
}
