package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Shell;

/** What is found wrong before anything runs. */
final class SetupTest {
  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  private String problemsOf(String spec) {
    shell.write("spec.json", spec);
    assertEquals(2, shell.run("validate", "spec.json"), () -> shell.out() + shell.err());
    String told = shell.err();
    assertEquals(2, shell.run("run", "spec.json"));
    assertEquals(told, shell.err());
    assertFalse(shell.has("runs"), "a folder was made for a run that could not begin");
    assertFalse(told.contains("\tat "), told);
    return told.replace(folder + "/", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"id\": \"sft\"}] | | methods[0] (line 1, column 54): sft needs demonstrations: add"
            + " \"demonstrations\" to \"data\"",
        "[{\"id\": \"dpo\"}] | | dpo needs preferences: add \"preferences\" to \"data\", or"
            + " \"feedback\"",
        "[{\"id\": \"ppo\"}] | | ppo needs a reward: add \"reward\" to the spec",
        "[{\"id\": \"ppo\"}] | | ppo needs prompts to answer while it trains: add \"prompts\"",
        "[{\"id\": \"asking\"}] | | asking needs a judge to ask while it trains: add \"feedback\"",
        "[{\"id\": \"dpo\"}] | \"feedback\": {\"judge\": {\"id\": \"many-as\"}} | feedback (line 1,"
            + " column 70): has nothing to judge: add \"prompts\" to \"data\"",
        "[{\"id\": \"wrapping\"}] | \"reward\": {\"id\": \"pairwise\"} | reward (line 1, column"
            + " 75): it is trained and needs preferences",
        "[{\"id\": \"dpo\", \"reward\": {\"id\": \"moderate\"}}] | | methods[0].reward (line 1,"
            + " column 68): dpo optimises no reward; leave it out",
        "[{\"id\": \"ppo\", \"reward\": {\"id\": \"pairwise\"}}] | | methods[0].reward (line 1,"
            + " column 68): must be fitted to preferences before it scores; only the run's own",
      })
  void methodsNeedWhatTheyNeed(String methods, String more, String expected) {
    String found =
        problemsOf(
            "{\"policy\": {\"id\": \"transformer\"},        \"methods\": "
                + methods
                + (more == null ? "" : ", " + more)
                + "}");
    assertTrue(found.contains(expected), () -> "expected: " + expected + "\nfound: " + found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mean-reward | {}",
        "length-effects | {\"reference\": \"base\"}",
        "over-optimisation | {\"reference\": \"base\", \"gold\": {\"id\": \"moderate\"}}",
        "calibration | {\"preferences\": {\"id\": \"jsonl\", \"options\": {\"path\":"
            + " \"pairs.jsonl\"}}}",
        "reward-accuracy | {\"preferences\": {\"id\": \"jsonl\", \"options\": {\"path\":"
            + " \"pairs.jsonl\"}}}",
      })
  void evaluatorsOfTheRunsRewardNeedOne(String id, String options) {
    List<Plugin<?, ?>> plugins = new ArrayList<>(Fakes.plugins());
    Catalog real = Catalog.load(List.of());
    plugins.add(real.get(EvaluatorPlugin.class, id));
    plugins.add(real.get(DataSourcePlugin.class, "jsonl"));
    shell.write("pairs.jsonl", "{\"prompt\": \"q\", \"chosen\": \"a\", \"rejected\": \"b\"}");
    shell = new Shell(folder, layers -> Catalog.of(plugins));
    String spec =
        "{\"policy\": {\"id\": \"transformer\"}, \"data\": {\"evaluation\": {\"id\": \"words\"}}, "
            + "\"evaluate\": [{\"id\": \"share\"}, {\"id\": \"ID\", \"options\": OPTIONS}] MORE}"
                .replace("ID", id)
                .replace("OPTIONS", options);
    String found = problemsOf(spec.replace("MORE", ""));
    String expected = id + " measures with the run's own reward, and there is none: add \"reward\"";
    assertTrue(found.contains("evaluate[1]") && found.contains(expected), found);
    shell.write("spec.json", spec.replace("MORE", ", \"reward\": {\"id\": \"moderate\"}"));
    assertEquals(0, shell.run("validate", "spec.json"), () -> shell.err());
  }

  @Test
  void stagesComeInTheRightOrder() {
    String found =
        problemsOf(
            """
            {"policy": {"id": "transformer"},
             "data": {"prompts": {"id": "words"}, "demonstrations": {"id": "words"}},
             "feedback": {"judge": {"id": "many-as"}},
             "reward": {"id": "pairwise"},
             "methods": [{"id": "ppo"}, {"id": "sft"}]}
            """);
    assertTrue(
        found.contains(
            "feedback (line 3, column 2): comes from \"sft\", but ppo, which runs before, needs"
                + " it; move sft up or say \"from\": \"base\""),
        found);
    assertTrue(found.contains("reward (line 4, column 2): comes from \"sft\""), found);
  }

  @Test
  void evaluatorsNeedSomebodyToLookAt() {
    String found = problemsOf("{\"evaluate\": [{\"id\": \"share\"}]}");
    assertTrue(found.contains("policy: is missing: name the model to start from"), found);
    assertTrue(found.contains("data.evaluation: is missing: evaluators need prompts"), found);
  }

  @Test
  void everythingWrongIsToldAtOnceAndWhatIsWrongIsNotCalledMissing() {
    shell.write("data/bad.jsonl", "{\"prompt\": 1}\nnonsense\n");
    shell.write("data/empty.jsonl", "");
    assertEquals(
        """
        rlhf4j: spec.json has 8 problems:
          policy.options.contxt (line 1, column 51): is unknown here; did you mean "context"? there is path, skill, context
          data.demonstrations (line 2, column 12): data/bad.jsonl has 2 bad rows:
            line 1: "prompt" is not a text
            line 2: is not JSON: column 1: unexpected 'n'
          data.prompts (line 3, column 3): there is no "data/none.jsonl": looked for data/none.jsonl
          data.preferences (line 4, column 3): this data holds no preferences (prompt, chosen and rejected)
          data.evaluation (line 5, column 3): data/empty.jsonl is empty
          feedback.judge.options.flip (line 6, column 56): expected a number, found the text "x"
          reward.id (line 7, column 13): there is no reward "nothing"; there is centred, count, moderate, pairwise
          methods[0].options.beta (line 8, column 40): must be in [0, 10], but is 11
        """,
        problemsOf(
            """
            {"policy": {"id": "transformer",    "options": {  "contxt": 1}},
             "data": { "demonstrations": {"id": "jsonl", "options": {"path": "data/bad.jsonl"}},
              "prompts": {"id": "jsonl", "options": {"path": "data/none.jsonl"}},
              "preferences": {"id": "words"},
              "evaluation": {"id": "jsonl", "options": {"path": "data/empty.jsonl"}}},
             "feedback": {"judge": {"id": "many-as",   "options": {"flip": "x"}}},
             "reward": {"id": "nothing"},
             "methods": [{"id": "sft", "options": {"beta": 11}},
                         {"id": "asking"}, {"id": "ppo"}]}
            """));
  }

  @Test
  void needsAreToldAlsoWhereOtherMethodsAreWrong() {
    assertEquals(
        """
        rlhf4j: spec.json has 6 problems:
          methods[0].id (line 2, column 15): there is no method "dpoo"; did you mean "dpo"? there is asking, diverging, dpo, everything, failing, loop, ppo, sft, twice, wrapping
          methods[1] (line 3, column 14): ppo needs prompts to answer while it trains: add "prompts" to "data"
          methods[1] (line 3, column 14): ppo needs a reward: add "reward" to the spec
          methods[2] (line 4, column 14): dpo needs preferences: add "preferences" to "data", or "feedback" with a judge that makes them
          methods[2].options.beta (line 4, column 40): must be in [0, 10], but is 11
          methods[3] (line 5, column 14): asking needs a judge to ask while it trains: add "feedback" with a judge
        """,
        problemsOf(
            """
            {"policy": {"id": "transformer"},
             "methods": [{"id": "dpoo"},
                         {"id": "ppo"},
                         {"id": "dpo", "options": {"beta": 11}},
                         {"id": "asking"}]}
            """));
  }

  @Test
  void longPromptsAreFoundBeforeTraining() {
    shell.write(
        "long.jsonl", "{\"prompt\": \"short\"}\n{\"prompt\": \"" + "long".repeat(20) + "\"}\n");
    String found =
        problemsOf(
            """
            {"policy": {"id": "transformer"},
             "data": {"demonstrations": {"id": "words"},
              "evaluation": {"id": "jsonl", "options": {"path": "long.jsonl"}}},
             "methods": [{"id": "sft"}]}
            """);
    assertTrue(
        found.contains(
            "data.evaluation (line 3, column 3): a prompt leaves no room for an answer in the"
                + " model's context of 64 tokens: prompt 2 has 81"),
        found);
  }

  @Test
  void rowsThatDoNotFitAreFoundBeforeTraining() {
    shell.write(
        "rows.jsonl",
        "{\"prompt\": \"p\", \"completion\": \"c\"}\n{\"id\": \"x\", \"prompt\": \""
            + "long".repeat(9)
            + "\", \"completion\": \""
            + "long".repeat(9)
            + "\"}\n");
    String spec =
        """
        {"policy": {"id": "transformer"},
         "data": {"demonstrations": {"id": "jsonl", "options": {"path": "rows.jsonl"}}},
         "methods": [{"id": "sft", "options": {"training": {LIMITS}}}]}
        """;
    String tooLong = problemsOf(spec.replace("LIMITS", ""));
    assertTrue(
        tooLong.contains(
            "methods[0].options.training (line 3, column 40): 1 of 2 answers with their prompts are"
                + " longer than the model's context of 64 tokens: x (74); set"
                + " training.lengths.maxLength to at most 64, or leave them out"),
        tooLong);
    String nothingLeft = problemsOf(spec.replace("LIMITS", "\"lengths\": {\"maxLength\": 30}"));
    assertTrue(
        nothingLeft.contains(
            "training.lengths.maxLength 30 leaves nothing of 1 of 2 answers: x (prompt of 37)"),
        nothingLeft);
    String endless =
        problemsOf(
            spec.replace(
                "LIMITS",
                "\"lengths\": {\"maxLength\": 64}, \"batchSize\": 1, \"epochs\": 1000000"));
    assertTrue(endless.contains("these are 2000000 steps (2 examples, 1 a step"), endless);
    shell.write("spec.json", spec.replace("LIMITS", "\"lengths\": {\"maxLength\": 64}"));
    assertEquals(0, shell.run("validate", "spec.json"), () -> shell.err());
  }

  @Test
  void methodsSayWhetherTheyCanWorkWithTheModel() {
    String found =
        problemsOf(
            """
            {"policy": {"id": "transformer", "options": {"context": 15}},
             "methods": [{"id": "wrapping"}]}
            """);
    assertTrue(
        found.contains("methods[0] (line 2, column 14): wrapping needs a context of 16"), found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the path is empty",
        "a\\u0000b | is not a legal path: Nul character not allowed",
        "data | is a folder; name a JSON Lines file",
      })
  void pathsThatAreNoFiles(String path, String expected) {
    shell.write("data/x.jsonl", "{}");
    String found =
        problemsOf(
            "{\"policy\": {\"id\": \"transformer\"}, \"methods\": [{\"id\": \"sft\"}], \"data\":"
                + " {\"demonstrations\": {\"id\": \"jsonl\", \"options\": {\"path\": \""
                + path
                + "\"}}}}");
    assertTrue(found.contains(expected), found);
  }

  @Test
  void aSeedThatIsNoNumberIsOneProblem() {
    String found =
        problemsOf(
            "{\"seed\": \"1\", \"policy\": {\"id\": \"transformer\"}, \"methods\": [{\"id\":"
                + " \"wrapping\"}]}");
    assertTrue(
        found.contains("has a problem:\n  seed (line 1, column 2): expected a whole"), found);
  }

  @Test
  void pairsOfOneAndTheSameAnswerAreRefused() {
    shell.write("pairs.jsonl", "{\"prompt\": \"p\", \"chosen\": \"c\", \"rejected\": \"c\"}\n");
    String found =
        problemsOf(
            """
            {"policy": {"id": "transformer"},
             "data": {"preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}}},
             "reward": {"id": "pairwise"},
             "methods": [{"id": "dpo"}]}
            """);
    assertTrue(found.contains("chosen and rejected are the same text in every row"), found);
  }

  @Test
  void aColumnOfTheTableHasOneOwner() {
    String wins = "{\"id\": \"wins\", \"options\": {\"judge\": {\"id\": \"many-as\"}}}";
    String found =
        problemsOf(
            "{\"policy\": {\"id\": \"transformer\"}, \"data\": {\"evaluation\": {\"id\":"
                + " \"words\"}}, \"evaluate\": ["
                + wins
                + ", "
                + wins
                + "]}");
    assertTrue(
        found.contains("evaluate[1]") && found.contains("has the column \"win rate\" too"), found);
  }

  @Test
  void answersThatTheContextEndsAreNoted() {
    shell.write(
        "spec.json",
        """
        {"policy": {"id": "transformer", "options": {"context": 20}},
         "data": {"evaluation": {"id": "words"}}, "evaluate": [{"id": "share"}]}
        """);
    assertEquals(0, shell.run("validate", "spec.json"), () -> shell.err());
    assertTrue(
        shell.err().contains("decoding.maxNewTokens is 64, but the longest prompt leaves 14"),
        shell.err());
  }

  @Test
  void evaluatorsAreCheckedBeforeTraining() {
    String found =
        problemsOf(
            """
            {"policy": {"id": "transformer"}, "data": {"evaluation": {"id": "words"}},
             "evaluate": [{"id": "wins",
               "options": {"judge": {"id": "many-as"}, "baseline": "sft"}}]}
            """);
    assertTrue(
        found.contains("evaluate[0] (line 2, column 15): there is no method \"sft\" to compare"),
        found);
  }

  @Test
  void aModelThatDoesNotLearnCannotBeTrained() {
    String found =
        problemsOf(
            "{\"policy\": {\"id\": \"untrainable\"}, \"methods\": [{\"id\": \"wrapping\"}]}");
    assertTrue(found.contains("policy (line 1, column 2): cannot be trained"), found);
  }

  @Test
  void dataMayLieBesideTheSpecOrInTheDataFolder() {
    String row = "{\"prompt\": \"p\", \"completion\": \"c\"}\n";
    shell.write("specs/beside.jsonl", row);
    shell.write("shared/far.jsonl", row);
    for (String path : new String[] {"beside.jsonl", "data:far.jsonl", "shared/far.jsonl"}) {
      shell.write(
          "specs/spec.json",
          "{\"policy\": {\"id\": \"transformer\"}, \"methods\": [{\"id\": \"sft\"}], \"data\":"
              + " {\"demonstrations\": {\"id\": \"jsonl\", \"options\": {\"path\": \""
              + path
              + "\"}}}}");
      assertEquals(0, shell.run("validate", "specs/spec.json"), () -> shell.err());
    }
    assertTrue(shell.out().contains("  1 demonstration\n"), shell.out());
  }

  @Test
  void aMissingDataFolderIsExplained() {
    String found =
        problemsOf(
            "{\"policy\": {\"id\": \"transformer\"}, \"methods\": [{\"id\": \"sft\"}], \"data\":"
                + " {\"demonstrations\": {\"id\": \"jsonl\", \"options\": {\"path\":"
                + " \"data:x.jsonl\"}}}}");
    assertTrue(
        found.contains(
            "there is no \"data:x.jsonl\": looked for shared/x.jsonl (the variable RLHF4J_DATA"
                + " names the data folder)"),
        found);
  }
}
