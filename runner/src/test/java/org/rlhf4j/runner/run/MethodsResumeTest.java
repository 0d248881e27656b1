package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;

/**
 * Interrupted = uninterrupted with the real methods, reward models and evaluators, on a tabular
 * policy and on a small transformer. A new training method belongs into the spec here.
 */
final class MethodsResumeTest {

  private static final String SPEC =
      """
      {"name": "methods", "seed": 5,
       "policy": {"id": "mortal", "options": {"policy": POLICY}},
       "data": {"demonstrations": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "prompts": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "evaluation": {"id": "jsonl", "options": {"path": "rows.jsonl"}}},
       "feedback": {"judge": {"id": "many-as"}, "pairsPerPrompt": 3,
                    "decoding": {"maxNewTokens": 4}},
       "reward": {"id": "pairwise", "options": {"training": {"batchSize": 4}}},
       "methods": [
         {"id": "sft", "options": {"training": {"batchSize": 2, "epochs": 2}}},
         {"id": "control-token", "options": {"training": {"batchSize": 8}}},
         {"id": "dpo", "options": {"training": {"batchSize": 3}}},
         {"id": "ppo", "options": {"steps": 4, "rollouts": 8, "decoding": {"maxNewTokens": 4}}},
         {"id": "best-of-n", "options": {"n": 3}}],
       "decoding": {"maxNewTokens": 4},
       "evaluate": [{"id": "share"}, {"id": "mean-reward"}, {"id": "kl"}, {"id": "length"}],
       "checkpoints": {"everySeconds": 0}}
      """;

  @TempDir Path folder;

  @AfterEach
  void live() {
    Mortal.live();
  }

  /** The fakes, but for what the real modules have. */
  private static Catalog catalog() {
    Catalog real = Catalog.load(List.of());
    List<Plugin<?, ?>> plugins = new ArrayList<>();
    for (Class<? extends Plugin<?, ?>> kind : Catalog.KINDS.keySet()) {
      plugins.addAll(real.all(kind));
    }
    Set<String> ids = plugins.stream().map(Plugin::id).collect(Collectors.toSet());
    Fakes.plugins().stream().filter(p -> !ids.contains(p.id())).forEach(plugins::add);
    return Catalog.of(plugins);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "20 | {\"id\": \"tabular\"}",
        "4 | {\"id\": \"transformer\", \"options\": {\"vocabulary\": {\"id\": \"jsonl\","
            + " \"options\": {\"path\": \"rows.jsonl\"}}, \"sizes\": {\"hidden\": 8, \"layers\": 1,"
            + " \"heads\": 2, \"kvHeads\": 2, \"mlp\": 16, \"context\": 16}}}"
      })
  void diedAtRandomStepsTheyEndAsIfTheyHadNot(int deaths, String policy) {
    Catalog catalog = catalog();
    Shell shell = new Shell(folder, layers -> catalog);
    StringBuilder rows = new StringBuilder();
    for (String prompt : List.of("a", "b", "c", "a b", "b c", "c a")) {
      rows.append("{\"prompt\": \"" + prompt + "\", \"completion\": \"b a\"}\n");
    }
    shell.write("rows.jsonl", rows.toString());
    shell.write("methods.json", SPEC.replace("POLICY", policy));
    Mortal.live();
    assertEquals(0, shell.run("run", "methods.json", "--out", "whole"), () -> shell.err());
    long moments = Mortal.live();
    Map<String, String> expected = shell.results("whole");
    assertTrue(moments > 40, "only " + moments + " moments");
    Random random = new Random(2);
    for (int death = 0; death < deaths; death++) {
      String run = "died-" + death;
      int moment = 1 + random.nextInt((int) moments);
      Mortal.dieAt(moment);
      assertEquals(1, shell.run("run", "methods.json", "--out", run), () -> shell.err());
      Mortal.live();
      assertEquals(0, shell.run("resume", run), () -> run + ": " + shell.err());
      assertEquals(expected, shell.results(run), run + " at moment " + moment);
    }
  }
}
