package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.json.StrictJson;
import org.rlhf4j.runner.log.Console;

/** Whole runs with fake plugins. */
final class RunTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 20}},
                "prompts": {"id": "words", "options": {"count": 30}},
                "evaluation": {"id": "words", "options": {"count": 40}}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}, "pairsPerPrompt": 2},
       "reward": {"id": "pairwise"},
       "methods": [{"id": "sft"}, {"id": "dpo", "name": "dpo-b01", "options": {"beta": 0.1}},
                   {"id": "ppo"}, {"id": "wrapping", "name": "best"}],
       "decoding": {"maxNewTokens": 24},
       "evaluate": [{"id": "share"},
                    {"id": "wins",
                     "options": {"judge": {"id": "many-as"}, "baseline": "sft"}}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  private static JsonObject json(String text) {
    try {
      return StrictJson.parse(text).getAsJsonObject();
    } catch (StrictJson.Malformed e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void leavesEverythingInItsFolder() {
    shell.write("mini.json", SPEC);
    assertEquals(0, shell.run("run", "mini.json"), () -> shell.err());
    for (String file :
        List.of(
            "spec.json",
            "provenance.json",
            "metrics.jsonl",
            "metrics-legend.json",
            "results.json",
            "timings.json",
            "log.txt",
            "samples/base.jsonl",
            "samples/sft.jsonl",
            "samples/dpo-b01.jsonl",
            "samples/ppo.jsonl",
            "samples/best.jsonl",
            "preferences/feedback.jsonl",
            "models/sft/skill",
            "models/best/skill",
            "models/reward/head")) {
      assertTrue(shell.has("runs/mini/" + file), file);
    }
    assertEquals(40, shell.lines("runs/mini/samples/ppo.jsonl").size());
    JsonObject results = json(shell.read("runs/mini/results.json"));
    assertEquals(
        "[\"base\",\"sft\",\"dpo-b01\",\"ppo\",\"best\"]", results.get("subjects").toString());
    assertEquals(10, results.getAsJsonArray("measurements").size());
    assertTrue(results.getAsJsonObject("reward").get("standardError").isJsonNull());
    JsonObject provenance = json(shell.read("runs/mini/provenance.json"));
    assertEquals("[\"run\",\"mini.json\"]", provenance.get("commandLine").toString());
    assertEquals(64, provenance.getAsJsonObject("spec").get("sha256").getAsString().length());
  }

  @Test
  void logsEveryStepWithItsMeaning() {
    shell.write("mini.json", SPEC);
    shell.run("run", "mini.json");
    JsonObject first = json(shell.lines("runs/mini/metrics.jsonl").get(0));
    assertEquals("sft", first.get("method").getAsString());
    assertEquals(1, first.get("step").getAsInt());
    assertEquals(0.7, first.get("loss").getAsDouble(), 1e-12);
    assertTrue(first.get("nothing").isJsonNull());
    JsonObject legend = json(shell.read("runs/mini/metrics-legend.json"));
    assertEquals("1 - skill", legend.getAsJsonObject("ppo").get("loss").getAsString());
  }

  @Test
  void preferencesAreMadeFromTheStartOfTheMethods() {
    shell.write("mini.json", SPEC);
    shell.run("run", "mini.json");
    JsonObject pair = json(shell.lines("runs/mini/preferences/feedback.jsonl").get(0));
    assertTrue(
        pair.keySet()
            .containsAll(
                List.of("id", "prompt", "chosen", "rejected", "chosenTokens", "rejectedTokens")));
    assertTrue(shell.read("runs/mini/log.txt").contains("feedback: on answers of sft"));
    // in the order of what needs them: pairs before the first method that asks, the reward later
    String log = shell.read("runs/mini/log.txt");
    assertTrue(log.indexOf("feedback:") > log.indexOf("sft: starts from base"), log);
    assertTrue(log.indexOf("feedback:") < log.indexOf("dpo-b01: starts from sft"), log);
    assertTrue(log.indexOf("reward: starts from sft") > log.indexOf("dpo-b01: answered"), log);
    assertTrue(log.indexOf("reward: starts from sft") < log.indexOf("ppo: starts from sft"), log);
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    shell.write("mini.json", SPEC);
    shell.run("run", "mini.json");
    shell.run("run", "mini.json");
    assertEquals(0, shell.run("run", "mini.json", "--seed", "8", "--out", "other"));
    for (String file :
        List.of("results.json", "metrics.jsonl", "preferences/feedback.jsonl", "spec.json")) {
      assertEquals(shell.read("runs/mini/" + file), shell.read("runs/mini-2/" + file), file);
    }
    assertFalse(
        shell.read("runs/mini/samples/sft.jsonl").equals(shell.read("other/samples/sft.jsonl")));
  }

  @Test
  void theEffectiveSpecGivesTheSameResults() {
    shell.write("mini.json", SPEC);
    shell.run("run", "mini.json");
    assertEquals(0, shell.run("run", "runs/mini/spec.json", "--out", "again"), () -> shell.err());
    assertEquals(shell.read("runs/mini/results.json"), shell.read("again/results.json"));
    assertEquals(shell.read("runs/mini/spec.json"), shell.read("again/spec.json"));
  }

  @Test
  void addingAnEvaluatorOrAMethodMovesNoOtherNumber() {
    shell.write("mini.json", SPEC);
    shell.run("run", "mini.json");
    shell.write(
        "more.json",
        SPEC.replace("[{\"id\": \"sft\"}", "[{\"id\": \"sft\"}, {\"id\": \"dpo\", \"name\": \"x\"}")
            .replace("\"evaluate\": [", "\"evaluate\": [{\"id\": \"share\"}, "));
    assertEquals(0, shell.run("run", "more.json", "--out", "more"), () -> shell.err());
    assertEquals(shell.read("runs/mini/samples/ppo.jsonl"), shell.read("more/samples/ppo.jsonl"));
    assertEquals(
        shell.read("runs/mini/preferences/feedback.jsonl"),
        shell.read("more/preferences/feedback.jsonl"));
  }

  @Test
  void aRunIsNeverOverwritten() {
    shell.write("mini.json", SPEC);
    assertEquals(0, shell.run("run", "mini.json", "--out", "mine"));
    String before = shell.read("mine/provenance.json");
    assertEquals(2, shell.run("run", "mini.json", "--out", "mine"));
    assertTrue(shell.err().contains("a finished run is never overwritten"), shell.err());
    assertEquals(before, shell.read("mine/provenance.json"));
  }

  @Test
  void theTableHasARowForEachMethod() {
    shell.write("mini.json", SPEC);
    shell.run("run", "mini.json");
    List<String> lines = shell.out().lines().toList();
    int header =
        lines.indexOf(lines.stream().filter(l -> l.startsWith("method")).findFirst().get());
    assertTrue(lines.get(header).contains("letters a"), shell.out());
    assertTrue(lines.get(header + 4).startsWith("base"), shell.out());
    assertTrue(lines.get(header + 8).startsWith("best"), shell.out());
    assertTrue(shell.out().contains("[1] the baseline"), shell.out());
    assertTrue(lines.stream().allMatch(l -> l.length() <= Console.USUAL_COLUMNS), shell.out());
    assertTrue(shell.out().contains("prompt w0: say"), shell.out());
    assertTrue(shell.read("runs/mini/log.txt").contains(lines.get(header + 4)));
  }

  @Test
  void severalSeedsGiveMeansOverSeeds() {
    shell.write("mini.json", SPEC.replace("\"seed\": 7", "\"seed\": [7, 8, 9]"));
    assertEquals(0, shell.run("run", "mini.json"), () -> shell.err());
    assertTrue(shell.out().contains("means over 3 seeds ± standard error over seeds and prompts"));
    assertTrue(shell.has("runs/mini/seed-8/results.json"));
    shell.write("one.json", SPEC);
    shell.run("run", "one.json", "--out", "one");
    assertEquals(shell.read("one/results.json"), shell.read("runs/mini/seed-7/results.json"));
    JsonObject all = json(shell.read("runs/mini/results.json"));
    JsonObject mean = all.getAsJsonArray("measurements").get(0).getAsJsonObject();
    assertEquals(3, mean.get("n").getAsInt());
    double sum = 0;
    for (int seed = 7; seed <= 9; seed++) {
      sum +=
          json(shell.read("runs/mini/seed-" + seed + "/results.json"))
              .getAsJsonArray("measurements")
              .get(0)
              .getAsJsonObject()
              .get("value")
              .getAsDouble();
    }
    assertEquals(sum / 3, mean.get("value").getAsDouble(), 1e-12);
  }

  @Test
  void whatWasDoneBeforeAFailureStays() {
    shell.write("mini.json", SPEC.replace("{\"id\": \"ppo\"}", "{\"id\": \"diverging\"}"));
    assertEquals(1, shell.run("run", "mini.json"));
    assertEquals(
        "rlhf4j: diverging failed in step 3: the loss is NaN in rows [1, 4] of the batch",
        shell.err().lines().filter(l -> l.startsWith("rlhf4j")).findFirst().orElseThrow());
    assertTrue(shell.has("runs/mini/models/dpo-b01/skill"));
    assertTrue(shell.has("runs/mini/samples/dpo-b01.jsonl"));
    assertFalse(shell.has("runs/mini/results.json"));
    assertTrue(shell.read("runs/mini/log.txt").contains("failed: diverging failed in step 3"));
    assertTrue(shell.read("runs/mini/metrics.jsonl").contains("\"method\":\"diverging\""));
  }

  @Test
  void aMistakeOfAPluginIsToldWithoutAStackTrace() {
    shell.write("mini.json", SPEC.replace("{\"id\": \"ppo\"}", "{\"id\": \"failing\"}"));
    assertEquals(1, shell.run("run", "mini.json"));
    assertTrue(
        shell.err().contains("rlhf4j: failing failed: java.lang.IllegalStateException: a mistake"),
        shell.err());
    assertFalse(shell.err().contains("\tat "), shell.err());
    assertEquals(1, shell.run("run", "mini.json", "--debug"));
    assertTrue(shell.err().contains("\tat org.rlhf4j"), shell.err());
  }

  @Test
  void aSpecIsCalledAfterItsFile() {
    shell.write(" my spec.json", SPEC.replace("\"name\": \"mini\", ", ""));
    assertEquals(0, shell.run("run", " my spec.json", "--out", "o/../p/new/.."), () -> shell.err());
    assertTrue(shell.read("p/spec.json").contains("\"name\": \"my-spec\""));
    assertFalse(shell.has("o"), "only passed through");
  }

  @Test
  void aMethodCannotStartFromAWrapper() {
    shell.write(
        "mini.json",
        SPEC.replace(
            "\"name\": \"best\"}",
            "\"name\": \"best\"}, {\"id\": \"sft\", \"name\": \"x\", \"from\": \"best\"}"));
    assertEquals(2, shell.run("run", "mini.json"));
    assertTrue(shell.err().contains("x cannot start from best, which is no model"), shell.err());
    assertFalse(shell.has("runs"), "found only after training");
  }

  @Test
  void stagesThatNobodyNeedsMayBeLeftOut() {
    shell.write(
        "only.json",
        """
        {"policy": {"id": "transformer"},
         "data": {"demonstrations": {"id": "words"}},
         "methods": [{"id": "sft"}]}
        """);
    assertEquals(0, shell.run("run", "only.json"), () -> shell.err());
    assertTrue(shell.has("runs/only/models/sft/skill"));
    assertFalse(shell.has("runs/only/samples/sft.jsonl"));
    shell.write(
        "evaluate.json",
        """
        {"policy": {"id": "untrainable"}, "data": {"evaluation": {"id": "words"}},
         "evaluate": [{"id": "share"}]}
        """);
    assertEquals(0, shell.run("run", "evaluate.json"), () -> shell.err());
  }

  @Test
  void aRewardAloneIsFitted() {
    shell.write("pairs.jsonl", "{\"prompt\": \"p\", \"chosen\": \"aa\", \"rejected\": \"b\"}\n");
    shell.write(
        "reward.json",
        """
        {"policy": {"id": "transformer"},
         "data": {"preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}}},
         "reward": {"id": "pairwise"}}
        """);
    assertEquals(0, shell.run("run", "reward.json"), () -> shell.err());
    assertTrue(shell.has("runs/reward/models/reward/head"));
    assertFalse(json(shell.read("runs/reward/results.json")).get("reward").isJsonNull());
  }

  @Test
  void preferencesMayComeFromAFile() {
    shell.write("pairs.jsonl", "{\"prompt\": \"p\", \"chosen\": \"aa\", \"rejected\": \"b\"}\n");
    shell.write(
        "file.json",
        """
        {"policy": {"id": "transformer"},
         "data": {"preferences": {"id": "jsonl", "options": {"path": "pairs.jsonl"}}},
         "reward": {"id": "pairwise", "from": "base"},
         "methods": [{"id": "dpo", "name": "sft"}]}
        """);
    assertEquals(0, shell.run("run", "file.json"), () -> shell.err());
    assertFalse(shell.has("runs/file/preferences/feedback.jsonl"));
    JsonObject input =
        json(shell.read("runs/file/provenance.json"))
            .getAsJsonArray("inputs")
            .get(0)
            .getAsJsonObject();
    assertTrue(input.get("path").getAsString().endsWith("pairs.jsonl"));
  }
}
