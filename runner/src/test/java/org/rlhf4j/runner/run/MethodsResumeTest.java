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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
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
         OTHERS
         {"id": "best-of-n", "options": {"n": 3}}],
       "decoding": {"maxNewTokens": 4},
       "watch": {"points": 3, "prompts": 5, "gold": {"id": "count"}},
       "evaluate": [{"id": "share"}, {"id": "mean-reward"}, {"id": "kl"}, {"id": "length"},
                    {"id": "over-optimisation", "options": {"gold": {"id": "count"}, "samples": 4,
                      "n": [2, 4], "maxNewTokens": 4, "resamples": 100}}],
       "checkpoints": {"everySeconds": 0}}
      """;

  /** Two steps each of everything else that trains. */
  private static String others() {
    String decoding = "\"decoding\": {\"maxNewTokens\": 4}";
    List<String> nodes = new ArrayList<>();
    for (String id :
        List.of(
            "binary-feedme",
            "binary-reward-conditioning",
            "robust-dpo",
            "hinge",
            "ipo",
            "ipo-mean",
            "kto",
            "orpo",
            "simpo")) {
      nodes.add(node(id, "\"training\": {\"batchSize\": 4, \"maxSteps\": 2}"));
    }
    nodes.add(
        node("online-dpo", "\"steps\": 2, \"pairs\": 3, \"feedback\": \"reward\", " + decoding));
    nodes.add(node("reinforce", "\"steps\": 2, \"rollouts\": 4, " + decoding));
    for (String id : List.of("rloo", "grpo", "trpo")) {
      nodes.add(node(id, "\"steps\": 2, \"prompts\": 2, \"answers\": 2, " + decoding));
    }
    nodes.add(
        node(
            "expert-iteration",
            "\"rounds\": 2, \"n\": 2, \"prompts\": 4, \"training\": {\"batchSize\": 2}, "
                + decoding));
    nodes.add(
        node(
            "quark",
            "\"klCoefficient\": 0.0, \"rounds\": 2, \"stepsPerRound\": 2, \"batchSize\": 4, "
                + decoding));
    return String.join(",\n", nodes) + ",";
  }

  private static String node(String id, String options) {
    return "{\"id\": \"" + id + "\", \"options\": {" + options + "}}";
  }

  @Test
  void everyMethodThatTrainsIsInTheSpec() {
    List<String> ids = new ArrayList<>();
    Catalog.load(List.of()).all(OptimizerPlugin.class).forEach(p -> ids.add(p.id()));
    for (String id : ids) {
      assertTrue((SPEC + others()).contains("{\"id\": \"" + id + "\""), id);
    }
  }

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
    shell.write("methods.json", SPEC.replace("POLICY", policy).replace("OTHERS", others()));
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
