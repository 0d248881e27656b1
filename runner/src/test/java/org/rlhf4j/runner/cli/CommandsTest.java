package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.StrictJson;

/** The commands beside {@code run} and {@code validate}, and how all of them fail. */
final class CommandsTest {
  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
    shell.write("model/skill", "0.5");
    shell.write("model/config.json", "{\"vocab_size\": 128}");
    shell.write("plugins/README.txt", "jars go here");
    shell.write("data.jsonl", "{\"prompt\": \"p\", \"completion\": \"ab\"}");
    shell.write("prompts.jsonl", "{\"id\": \"x\", \"prompt\": \"p\"}\n{\"prompt\": \"q\"}\n");
  }

  private List<JsonObject> rows(String text) {
    return text.lines()
        .map(
            line -> {
              try {
                return StrictJson.parse(line).getAsJsonObject();
              } catch (StrictJson.Malformed e) {
                throw new AssertionError(line, e);
              }
            })
        .toList();
  }

  @Test
  void helpAndVersion() {
    assertEquals(0, shell.run("--help"));
    assertTrue(shell.out().contains("Exit codes:"), shell.out());
    assertEquals(0, shell.run("--version"));
    assertTrue(shell.out().startsWith("rlhf4j "), shell.out());
    for (String command :
        List.of(
            "run",
            "resume",
            "rerun",
            "diff",
            "validate",
            "schema",
            "plugins",
            "generate",
            "score",
            "annotate",
            "bench")) {
      assertEquals(0, shell.run(command, "--help"));
      assertTrue(shell.out().contains("Usage: rlhf4j " + command), shell.out());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runn x.json             | rlhf4j: there is no command runn; did you mean \"run\"? commands"
            + " are run, resume, rerun, ",
        "frob                    | rlhf4j: there is no command frob; commands are run, resume, ",
        "run x.json --set seed=1 --seed 2 | --seed and --set seed=... are the same; leave one",
        "run                     | rlhf4j run: Missing required parameter: 'SPEC'",
        "run x.json --sed 3      | rlhf4j run: Unknown options: '--sed', '3'",
        "run x.json --seed three | Invalid value for option '--seed': 'three' is not a whole"
            + " number",
        "run x.json              | there is no file",
        "validate x.json         | there is no file",
        "plugins everythin       | there is no plugin \"everythin\"; did you mean \"everything\"?",
        "plugins --plugins none  | there is no plugin folder",
        "generate                | Missing required option",
        "generate --model model --prompts x.jsonl --out o | there is no \"x.jsonl\": looked for",
        "generate --model model --prompts /nowhere --out o | there is no \"/nowhere\"",
        "generate --model model --prompts model --out o | model is a folder",
        "generate --model model --prompts prompts.jsonl --out model | --out model is a folder",
        "generate --model model --prompts prompts.jsonl --out model/../prompts.jsonl | is the file"
            + " that is read",
        "generate --model model --prompts prompts.jsonl --out prompts.jsonl/o | cannot be written",
        "generate --model model --prompts prompts.jsonl --out model/config.json | lies in the"
            + " model's folder",
        "score --model model --data data.jsonl --out model/new/o | lies in the model's folder",
        "generate --model model --prompts prompts.jsonl --out plugins/a.jar | lies in the plugin"
            + " folder",
        "generate --model model --prompts prompts.jsonl --out o --greedy --temperature 1 | leave"
            + " one",
        "generate --model model --prompts prompts.jsonl --out o --greedy --n 2 | all the same",
        "generate --model model --prompts prompts.jsonl --out o --n x | option '--n': 'x' is not a"
            + " whole number",
        "validate model          | model is a folder, not a file",
        "generate --model none --prompts prompts.jsonl --out o | there is no \"none\"",
        "generate --model model --prompts prompts.jsonl --out o --top-p 2 | topP must be above 0"
            + " and at most 1, but is 2.0",
        "generate --model model --prompts prompts.jsonl --out o --n 0 | --n must be in [1,"
            + " 1000000]",
        "score --model model --data prompts.jsonl --out o | \"completion\" is missing",
        "bench --model model --case sftt --batch 1 --prompt 1 --new 1 | there is no method"
            + " \"sftt\"; did you mean \"sft\"?",
        "bench --model model --case asking --batch 1 --prompt 1 --new 1 | asks a judge",
        "bench --model model --case sft --stop uniform --batch 1 --prompt 1 --new 1 | for --case"
            + " generate only",
        "bench --model model --case sft --batch 0 --prompt 1 --new 1 | --batch must be at least 1",
        "bench --model model --case sft --batch 1 --prompt 2147483647 --new 1 | --prompt must be",
        "generate --model model --prompts prompts.jsonl --out o --temperature 1e-40 | temperature"
            + " must be 0 (greedy) or in [0.001, 100]",
        "bench --model model --case sft --batch 1 --prompt 60 --new 9 | more than the model's"
            + " context of 64",
      })
  void wrongInputIsCode2(String line, String expected) {
    assertEquals(2, shell.run(line.split(" +")));
    assertTrue(shell.err().contains(expected), shell.err());
    assertFalse(shell.err().contains("\tat "), shell.err());
    assertEquals("", shell.out());
  }

  @Test
  void aPathIsNotRepeated() {
    shell.run("generate", "--model", "model", "--prompts", "/nowhere", "--out", "o");
    assertFalse(shell.err().contains("looked for"), shell.err());
  }

  @Test
  void malformedSpecIsShown() {
    shell.write("x.json", "{\n  \"seed\": 7,,\n}");
    assertEquals(2, shell.run("run", "x.json"));
    assertTrue(shell.err().contains("x.json is not JSON: line 2, column 13: unexpected ','"));
  }

  @Test
  void listsPlugins() {
    assertEquals(0, shell.run("plugins"));
    assertTrue(shell.out().contains("policy       transformer"), shell.out());
    assertTrue(shell.out().contains("data source  jsonl"), shell.out());
    assertTrue(shell.out().lines().allMatch(l -> l.length() <= 100), shell.out());
  }

  @Test
  void anUnknownPluginIsToldWhatThereIsByKind() {
    assertEquals(2, shell.run("plugins", "nothing-like-it"));
    List<String> lines = shell.err().lines().toList();
    assertEquals("rlhf4j: there is no plugin \"nothing-like-it\"; there is", lines.get(0));
    assertTrue(lines.get(1).startsWith("  policy"), shell.err());
    assertTrue(lines.stream().anyMatch(l -> l.matches("  judge +many-as.*")), shell.err());
    assertTrue(lines.stream().allMatch(l -> l.length() <= 100), shell.err());
  }

  @Test
  void describesPlugins() {
    assertEquals(0, shell.run("plugins", "jsonl"));
    assertTrue(shell.out().contains("  path   required  text: JSON Lines file"), shell.out());
    assertTrue(
        shell.out().contains("  limit  0         whole number at least 0: rows to take"),
        shell.out());
    assertEquals(0, shell.run("plugins", "everything"));
    assertTrue(shell.out().contains("training.optimizer.learningRate"), shell.out());
  }

  @Test
  void printsTheSchemaOfThePluginsThatAreThere() {
    assertEquals(0, shell.run("schema"));
    JsonObject schema = rows(shell.out().replace("\n", "")).get(0);
    assertTrue(schema.getAsJsonObject("definitions").has("method.everything"));
  }

  @Test
  void generates() {
    assertEquals(
        0,
        shell.run(
            "generate", "--model", "model", "--prompts", "prompts.jsonl", "--out", "out/a.jsonl"),
        () -> shell.err());
    List<JsonObject> rows = rows(shell.read("out/a.jsonl"));
    assertEquals(2, rows.size());
    JsonObject first = rows.get(0);
    assertEquals("x", first.get("id").getAsString());
    assertEquals("2", rows.get(1).get("id").getAsString());
    assertEquals(first.getAsJsonArray("tokens").size(), first.getAsJsonArray("logProbs").size());
    assertTrue(List.of("stop", "length").contains(first.get("finish").getAsString()));

    String line = "generate --model model --prompts prompts.jsonl --max-new-tokens 5 --n 3 --out ";
    shell.run((line + "b.jsonl").split(" "));
    shell.run((line + "c.jsonl").split(" "));
    shell.run((line + "d.jsonl --seed 2").split(" "));
    assertEquals(6, rows(shell.read("b.jsonl")).size());
    assertEquals(2, rows(shell.read("b.jsonl")).get(2).get("sample").getAsInt());
    assertEquals(shell.read("b.jsonl"), shell.read("c.jsonl"));
    assertFalse(shell.read("b.jsonl").equals(shell.read("d.jsonl")));
  }

  @Test
  void scores() {
    shell.write(
        "data.jsonl",
        """
        {"prompt": "p", "completion": "ab"}
        {"prompt": "p", "chosen": "a", "rejected": "b"}
        """);
    assertEquals(
        0, shell.run("score", "--model", "model", "--data", "data.jsonl", "--out", "s.jsonl"));
    List<JsonObject> rows = rows(shell.read("s.jsonl"));
    assertEquals("[97,98,2]", rows.get(0).get("tokens").toString());
    assertEquals("[1,112]", rows.get(0).get("promptTokens").toString());
    double letter = Math.log(7 / 16.0);
    assertEquals(2 * letter + Math.log(1 / 8.0), rows.get(0).get("sum").getAsDouble(), 1e-6);
    JsonObject chosen = rows.get(1).getAsJsonObject("chosen");
    assertEquals(letter, chosen.getAsJsonArray("logProbs").get(0).getAsDouble(), 1e-6);
    assertTrue(rows.get(1).has("rejected"));
    assertTrue(shell.err().contains("2 rows in"), shell.err());
    shell.write("data.jsonl", "{\"prompt\": \"" + "p".repeat(70) + "\", \"completion\": \"a\"}");
    assertEquals(
        2, shell.run("score", "--model", "model", "--data", "data.jsonl", "--out", "s.jsonl"));
    assertTrue(
        shell
            .err()
            .contains(
                "data.jsonl, line 1 has 73 tokens, more than the model's context of 64; shorten"
                    + " it"),
        shell.err());
  }

  @Test
  void scoresWhatGenerateWroteByItsTokens() {
    String generate = "generate --model model --prompts prompts.jsonl --max-new-tokens 3 --out a";
    assertEquals(0, shell.run(generate.split(" ")), () -> shell.err());
    assertTrue(
        shell.err().contains("(seed 1, temperature 1.0, top-k 0, top-p 1.0, at most 3 new tokens"),
        shell.err());
    assertEquals(0, shell.run("score", "--model", "model", "--data", "a", "--out", "s"));
    List<JsonObject> answers = rows(shell.read("a"));
    List<JsonObject> scores = rows(shell.read("s"));
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(answers.get(i).get("tokens"), scores.get(i).get("tokens"));
      assertEquals(answers.get(i).get("logProbs"), scores.get(i).get("logProbs"));
    }
    // those of another tokenizer read differently
    shell.write("b", "{\"prompt\": \"p\", \"completion\": \"a\", \"tokens\": [98, 2]}");
    assertEquals(0, shell.run("score", "--model", "model", "--data", "b", "--out", "s"));
    assertEquals("[97,2]", rows(shell.read("s")).get(0).get("tokens").toString());
    assertTrue(
        shell.err().contains("the token ids of 1 answers are those of another"), shell.err());
  }

  @Test
  void aSumThatIsNotFiniteIsNull() {
    shell.write("model/skill", "0");
    shell.write("data.jsonl", "{\"prompt\": \"p\", \"completion\": \"a\"}");
    assertEquals(
        0,
        shell.run("score", "--model", "model", "--data", "data.jsonl", "--out", "s.jsonl"),
        () -> shell.err());
    assertTrue(rows(shell.read("s.jsonl")).get(0).get("sum").isJsonNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"generate", "score", "sft", "dpo", "ppo"})
  void benchPrintsALineARepeat(String work) {
    String line = "bench --model model --batch 4 --prompt 3 --new 5 --repeats 3 --case " + work;
    assertEquals(0, shell.run(line.split(" ")), () -> shell.err());
    List<JsonObject> rows = rows(shell.out());
    assertEquals(3, rows.size());
    JsonObject last = rows.get(2);
    assertEquals(work, last.get("case").getAsString());
    int tokens = last.get("tokens").getAsInt();
    switch (work) {
      case "score", "sft" -> assertEquals(4 * 8, tokens);
      case "dpo" -> assertEquals(2 * 4 * 8, tokens);
      default -> assertTrue(tokens >= 1 && tokens <= 4 * 5);
    }
    assertEquals(
        tokens / last.get("seconds").getAsDouble(),
        last.get("tokens_per_second").getAsDouble(),
        0.1 + 0.2 * last.get("tokens_per_second").getAsDouble());
    JsonObject phases = last.getAsJsonObject("phases");
    double sum =
        phases.asMap().values().stream().mapToDouble(seconds -> seconds.getAsDouble()).sum();
    assertEquals(last.get("seconds").getAsDouble(), sum, 1e-5);
    assertEquals(List.of("ppo", "generate").contains(work), phases.has("generate"));
    assertEquals(work.equals("ppo"), phases.has("reward"));
  }

  @Test
  void benchOfAnswersThatEndAtRandomLengths() {
    String line =
        "bench --model model --batch 20 --answers 2 --prompt 3 --new 9 --stop uniform --repeats 2"
            + " --case generate";
    assertEquals(0, shell.run(line.split(" ")), () -> shell.err());
    for (JsonObject row : rows(shell.out())) {
      assertEquals("uniform", row.get("stop").getAsString());
      int tokens = row.get("tokens").getAsInt();
      assertTrue(tokens > 40 && tokens < 40 * 9, tokens + " tokens");
    }
  }
}
