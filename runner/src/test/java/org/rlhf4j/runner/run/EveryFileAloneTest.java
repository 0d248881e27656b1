package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.StrictJson;

/** Every kind of file that evaluators score, in a spec that has neither a policy nor prompts. */
final class EveryFileAloneTest {

  /** The answer with good in it has the higher score; those without either have 0. */
  private static final String LEXICON =
      "{\"id\": \"lexicon\", \"options\": {\"path\": \"words.tsv\"}}";

  private static final String WORDS = "good\t1.0\nbad\t-1.0\n";

  /**
   * A spec's evaluator, the file it reads, and a number that follows from the file by hand.
   *
   * @param evaluator its id
   * @param options as JSON; FILE stands for the file
   */
  record Kind(
      String evaluator,
      String options,
      String rows,
      String subject,
      String metric,
      double expected) {
    @Override
    public String toString() {
      return evaluator + " " + options;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        // preferences 1, 1, 0 and 1/2
        new Kind(
            "win-rate",
            "{\"annotations\": [FILE]}",
            """
            annotator\tmodel\tindex\tbaseline\tlen_baseline\tlen_model\tpreference
            ann\tm\t0\tb\t3\t4\t2
            ann\tm\t1\tb\t3\t4\t2
            ann\tm\t2\tb\t3\t4\t1
            ann\tm\t3\tb\t3\t4\t1.5
            """,
            "m",
            "win rate",
            62.5),
        // one wins and one loses
        new Kind(
            "win-rate",
            "{\"outputs\": [FILE], \"baseline\": \"b\", \"judge\": {\"id\": \"reward-judge\","
                + " \"options\": {\"reward\": "
                + LEXICON
                + "}}}",
            """
            {"instruction": "i", "output": "good", "generator": "m"}
            {"instruction": "i", "output": "none", "generator": "b"}
            {"instruction": "j", "output": "bad", "generator": "m"}
            {"instruction": "j", "output": "none", "generator": "b"}
            """,
            "m",
            "win rate",
            50),
        // three of four games: odds of 3 to 1, mean 1000
        new Kind(
            "leaderboard",
            "{\"labels\": [FILE]}",
            """
            {"model_a": "a", "model_b": "b", "winner": "model_a", "index": 1}
            {"model_a": "a", "model_b": "b", "winner": "model_a", "index": 2}
            {"model_a": "a", "model_b": "b", "winner": "model_a", "index": 3}
            {"model_a": "a", "model_b": "b", "winner": "model_b", "index": 4}
            """,
            "a",
            "Bradley-Terry",
            1000 + 200 * Math.log10(3)),
        new Kind(
            "reward-accuracy",
            "{\"pairs\": FILE}",
            """
            {"id": "1", "chosenScore": 2, "rejectedScore": 1}
            {"id": "2", "chosenScore": 2, "rejectedScore": 1}
            {"id": "3", "chosenScore": 2, "rejectedScore": 1}
            {"id": "4", "chosenScore": 1, "rejectedScore": 2}
            """,
            "file",
            "reward accuracy",
            75),
        new Kind(
            "reward-accuracy",
            "{\"pairs\": FILE, \"reward\": " + LEXICON + "}",
            """
            {"prompt": "p", "chosen": "good", "rejected": "bad"}
            {"prompt": "q", "chosen": "bad", "rejected": "good"}
            """,
            "lexicon",
            "reward accuracy",
            50),
        // sigmoid(ln 3) = 3/4, and the chosen one is preferred
        new Kind(
            "calibration",
            "{\"scoredPairs\": FILE}",
            """
            {"id": "1", "chosenScore": 1.0986122886681098, "rejectedScore": 0}
            {"id": "2", "chosenScore": 2.0986122886681098, "rejectedScore": 1}
            """,
            "file",
            "Brier",
            0.0625),
        new Kind(
            "calibration",
            "{\"forecasts\": FILE}",
            """
            {"id": "1", "probability": 0.8, "label": 1}
            {"id": "2", "probability": 0.8, "label": 0}
            """,
            "file",
            "Brier",
            (0.2 * 0.2 + 0.8 * 0.8) / 2),
        // sigmoid(2) both times, right and wrong: p^2 - p + 1/2
        new Kind(
            "calibration",
            "{\"preferences\": {\"id\": \"jsonl\", \"options\": {\"path\": FILE}}, \"reward\": "
                + LEXICON
                + "}",
            """
            {"prompt": "p", "chosen": "good", "rejected": "bad"}
            {"prompt": "q", "chosen": "bad", "rejected": "good"}
            """,
            "lexicon",
            "Brier",
            0.5 - 1 / (1 + Math.exp(-2)) + Math.pow(1 + Math.exp(-2), -2)),
        new Kind(
            "verifiable",
            "{\"outputs\": FILE}",
            """
            {"prompt": "1 + 1", "output": "2", "reference": "#### 2"}
            {"prompt": "1 + 2", "output": "4", "reference": "#### 3"}
            """,
            "file",
            "accuracy",
            50),
        new Kind(
            "agreement",
            "{\"file\": {\"path\": FILE, \"labels\": [\"ann\", \"bob\"]}}",
            "ann,bob\n1,1\n2,2\n1,1\n1,2\n",
            "annotators",
            "raw agreement",
            0.75),
        new Kind(
            "judge-audit",
            "{\"pairs\": {\"path\": FILE, \"prompt\": \"\", \"first\": \"\", \"second\": \"\","
                + " \"labels\": [\"people\"], \"verdict\": \"judge\"}}",
            "people,judge\n1,1\n2,2\n1,1\n1,2\n",
            "recorded verdicts",
            "accuracy",
            75),
        new Kind(
            "judge-audit",
            "{\"judge\": {\"id\": \"reward-judge\", \"options\": {\"reward\": "
                + LEXICON
                + "}}, \"pairs\": {\"path\": FILE, \"labels\": [\"people\"]}}",
            """
            {"instruction": "i", "output_1": "good", "output_2": "bad", "people": 1}
            {"instruction": "j", "output_1": "good", "output_2": "bad", "people": 2}
            """,
            "reward-judge",
            "accuracy",
            50),
        // (1 - f)^2 + f^2 = 3/4
        new Kind(
            "fit-annotators",
            "{\"file\": {\"path\": FILE, \"labels\": [\"ann\", \"bob\"]}}",
            "ann,bob\n1,1\n2,2\n1,1\n1,2\n",
            "annotators",
            "flip",
            (1 - Math.sqrt(0.5)) / 2),
        // all of it one place away
        new Kind(
            "group-alignment",
            "{\"questions\": FILE}",
            """
            {"id": "1", "prompt": "so?", "options": ["no", "yes"], "groups": {"g": [1, 1]}, \
            "models": {"m": [1, 0]}}
            {"id": "2", "prompt": "why?", "options": ["no", "yes"], "groups": {"g": [1, 1]}, \
            "models": {"m": [0, 1]}}
            """,
            "m",
            "group alignment",
            50));
  }

  @TempDir Path folder;

  private Shell shell() {
    Catalog catalog = Catalog.load(List.of());
    Shell shell = new Shell(folder, layers -> catalog);
    shell.write("words.tsv", WORDS);
    return shell;
  }

  private static String spec(String rest) {
    return "{\"name\": \"files\"" + rest + "}";
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void needsNoPolicyAndNoPrompts(Kind kind) throws StrictJson.Malformed {
    Shell shell = shell();
    String file = kind.rows.startsWith("{") ? "rows.jsonl" : rows(kind.rows);
    shell.write(file, kind.rows);
    String options = kind.options.replace("FILE", "\"" + file + "\"");
    shell.write(
        "files.json",
        spec(
            ", \"evaluate\": [{\"id\": \""
                + kind.evaluator
                + "\", \"options\": "
                + options
                + "}]"));
    assertEquals(0, shell.run("validate", "files.json"), () -> shell.err());
    assertEquals(0, shell.run("run", "files.json"), () -> shell.err());
    JsonObject results = StrictJson.parse(shell.read("runs/files/results.json")).getAsJsonObject();
    assertEquals(
        kind.expected,
        number(results, kind.subject, kind.metric),
        1e-6,
        () -> results.get("measurements").toString());
    assertFalse(shell.has("runs/files/samples"));
  }

  private static String rows(String text) {
    return text.lines().findFirst().orElseThrow().contains("\t") ? "rows.tsv" : "rows.csv";
  }

  private static double number(JsonObject results, String subject, String metric) {
    for (JsonElement row : results.getAsJsonArray("measurements")) {
      JsonObject m = row.getAsJsonObject();
      if (m.get("metric").getAsString().equals(metric)
          && m.get("subject").getAsString().equals(subject)) {
        return m.get("value").getAsDouble();
      }
    }
    throw new AssertionError("no " + metric + " of " + subject + " in " + results);
  }

  /** What looks at policies still asks for one, and what looks at answers for prompts. */
  @Test
  void othersSayWhatIsMissing() {
    Map<String, Boolean> asksForPrompts =
        Map.of(
            "{\"id\": \"length\"}",
            true,
            "{\"id\": \"calibration\", \"options\": {\"questions\": \"q.jsonl\"}}",
            false,
            "{\"id\": \"group-alignment\", \"options\": {\"questions\": \"g.jsonl\"}}",
            false);
    Shell shell = shell();
    shell.write("q.jsonl", "{\"prompt\": \"q\", \"choices\": [\"a\", \"b\"], \"answer\": 0}\n");
    shell.write(
        "g.jsonl",
        "{\"prompt\": \"q\", \"options\": [\"a\", \"b\"], \"groups\": {\"g\": [1, 2]}}\n");
    asksForPrompts.forEach(
        (evaluator, prompts) -> {
          shell.write("files.json", spec(", \"evaluate\": [" + evaluator + "]"));
          assertEquals(2, shell.run("run", "files.json"), evaluator);
          assertTrue(shell.err().contains("policy"), shell.err());
          assertEquals(prompts, shell.err().contains("data.evaluation"), shell.err());
        });
  }
}
