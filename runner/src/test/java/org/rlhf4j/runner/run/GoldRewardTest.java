package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.fakes.MethodsSpec;
import org.rlhf4j.runner.fakes.Shell;

/** Which rewards and judges may be the measure of a training: the real ones, by what they say. */
final class GoldRewardTest {
  private static final String SPEC =
      """
      {"name": "gold", "seed": 5,
       "policy": {"id": "tabular"},
       "data": {"demonstrations": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "evaluation": {"id": "jsonl", "options": {"path": "rows.jsonl"}}},
       "methods": [{"id": "sft", "options": {"training": {"batchSize": 2}}}],
       "decoding": {"maxNewTokens": 4},
       "watch": {"points": 2, "prompts": 5, WHAT},
       "evaluate": [{"id": "share"}]}
      """;

  private static final String DRIFTING =
      "{\"id\": \"running-normalised\", \"options\": {\"reward\": {\"id\": \"count\"}}}";

  @TempDir Path folder;

  private Shell shell(String what) {
    Catalog catalog = MethodsSpec.catalog();
    Shell shell = new Shell(folder, layers -> catalog);
    shell.write("rows.jsonl", MethodsSpec.rows());
    shell.write("gold.json", SPEC.replace("WHAT", what));
    return shell;
  }

  private static String sum(String reward) {
    return "{\"id\": \"weighted-sum\", \"options\": {\"terms\": [{\"weight\": 2, \"reward\": "
        + reward
        + "}]}}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\": \"weighted-sum\", \"options\": {\"terms\":"
            + " [{\"weight\": 2, \"reward\": {\"id\": \"count\"}}]}}",
        "{\"id\": \"ensemble\", \"options\": {\"members\": [{\"id\": \"count\"}, {\"id\":"
            + " \"count\"}]}}",
        "{\"id\": \"length-penalised\", \"options\": {\"reward\": {\"id\": \"count\"}}}",
      })
  void aRewardMadeOfOthersMayBeGold(String gold) {
    Shell shell = shell("\"gold\": " + gold);
    assertEquals(0, shell.run("run", "gold.json", "--out", "run"), () -> shell.err());
    assertTrue(shell.has("run/curves/sft.jsonl"));
  }

  @Test
  void aRewardThatDriftsMayNot() {
    for (String gold : new String[] {DRIFTING, sum(DRIFTING)}) {
      Shell shell = shell("\"gold\": " + gold);
      assertEquals(2, shell.run("validate", "gold.json"));
      assertTrue(shell.err().contains("watch.gold"), shell.err());
      assertTrue(shell.err().contains("depend on what it scored before"), shell.err());
    }
  }

  /** What the methods optimised may drift; what measures them may not. */
  @Test
  void aRewardThatDriftsMeasuresNoMethods() {
    Shell shell = shell("\"gold\": {\"id\": \"count\"}");
    String spec =
        SPEC.replace("WHAT", "\"gold\": {\"id\": \"count\"}")
            .replace("\"methods\"", "\"reward\": " + sum(DRIFTING) + ", \"methods\"")
            .replace("{\"id\": \"share\"}", "{\"id\": \"mean-reward\"}");
    shell.write("gold.json", spec);
    assertEquals(2, shell.run("validate", "gold.json"));
    assertTrue(shell.err().contains("evaluate[0]"), shell.err());
    assertTrue(shell.err().contains("depend on what it scored before"), shell.err());
  }

  /** Nobody has to name it twice. */
  @Test
  void overOptimisationTakesTheGoldOfTheWatch() {
    String evaluator =
        "{\"id\": \"over-optimisation\", \"options\": {\"reference\": \"base\", \"n\": []}}";
    Shell shell = shell("\"gold\": {\"id\": \"count\"}");
    String spec =
        shell
            .read("gold.json")
            .replace("{\"id\": \"share\"}", evaluator)
            .replace("\"methods\"", "\"reward\": {\"id\": \"count\"},\n \"methods\"");
    shell.write("gold.json", spec);
    assertEquals(0, shell.run("run", "gold.json", "--out", "run"), () -> shell.err());
    assertTrue(shell.read("run/results.json").contains("\"gold gain\""));
    shell.write("none.json", spec.replace(", \"gold\": {\"id\": \"count\"}", ""));
    assertEquals(2, shell.run("validate", "none.json"));
    assertTrue(
        shell
            .err()
            .contains(
                "over-optimisation measures with a gold reward, and there is none: add \"gold\" to"
                    + " the evaluator's options, or to \"watch\""),
        shell.err());
  }

  @Test
  void norMayAJudgeThatGoesByOne() {
    Shell shell =
        shell("\"judge\": {\"id\": \"reward-judge\", \"options\": {\"reward\": " + DRIFTING + "}}");
    assertEquals(2, shell.run("validate", "gold.json"));
    assertTrue(shell.err().contains("watch.judge"), shell.err());
    assertTrue(shell.err().contains("depend on what it scored before"), shell.err());
  }
}
