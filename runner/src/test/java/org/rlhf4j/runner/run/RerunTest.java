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
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Shell;

/** A run again from its folder, and what differs between two. */
final class RerunTest {
  private static final String SPEC =
      """
      {"name": "again", "seed": 5,
       "policy": {"id": "tabular"},
       "data": {"demonstrations": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "prompts": {"id": "jsonl", "options": {"path": "rows.jsonl"}},
                "evaluation": {"id": "jsonl", "options": {"path": "rows.jsonl"}}},
       "feedback": {"judge": {"id": "many-as"}, "decoding": {"maxNewTokens": 4}},
       "reward": {"id": "count"},
       "methods": [{"id": "dpo", "options": {"training": {"batchSize": 3}}},
                   {"id": "ppo", "options": {"steps": 2, "rollouts": 4,
                                             "decoding": {"maxNewTokens": 4}}}],
       "decoding": {"maxNewTokens": 4},
       "evaluate": [{"id": "share"}, {"id": "kl", "options": {"reference": "base"}}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    Catalog real = Catalog.load(List.of());
    List<Plugin<?, ?>> plugins =
        new ArrayList<>(
            Fakes.plugins().stream().filter(p -> !(p instanceof OptimizerPlugin)).toList());
    for (OptimizerPlugin<?> method : real.all(OptimizerPlugin.class)) {
      plugins.add(method);
    }
    plugins.add(real.get(EvaluatorPlugin.class, "kl"));
    shell = new Shell(folder, layers -> Catalog.of(plugins));
    StringBuilder rows = new StringBuilder();
    for (String prompt : List.of("a", "b", "c", "a b", "b c", "c a")) {
      rows.append("{\"prompt\": \"").append(prompt).append("\", \"completion\": \"a a\"}\n");
    }
    shell.write("specs/rows.jsonl", rows.toString());
    shell.write("specs/again.json", SPEC);
  }

  private void run(String... args) {
    assertEquals(0, shell.run(args), () -> shell.err());
  }

  @Test
  void theFolderIsEnoughForTheSameTable() {
    run("run", "specs/again.json", "--out", "first");
    assertTrue(shell.read("first/results.json").contains("\"ppo\""));
    shell.write("specs/again.json", "{}"); // not needed any more
    run("rerun", "first", "--out", "second");
    assertTrue(shell.out().contains("the results are those of first"), shell.out());
    assertEquals(shell.results("first"), shell.results("second"));
    // and of that one too, which still finds the rows beside a spec that is far away
    run("rerun", "second", "--out", "third");
    assertEquals(shell.results("first"), shell.results("third"));
    run("diff", "first", "second");
    for (String part : List.of("conventions", "options", "numbers")) {
      assertTrue(shell.out().contains(part + ": the same\n"), shell.out());
    }
  }

  @Test
  void aSweepCanBeMadeAgain() {
    shell.write(
        "specs/again.json",
        SPEC.replace(
            "\"seed\": 5,",
            "\"sweep\": {\"methods[name=dpo].options.beta\": [0.1, 1], \"seed\": [1, 2]},"));
    run("run", "specs/again.json", "--out", "first");
    run("rerun", "first", "--out", "second");
    assertTrue(shell.out().contains("the results are those of first"), shell.out());
    assertEquals(shell.results("first"), shell.results("second"));
    run("diff", "first", "second");
    assertTrue(shell.out().contains("conventions: not told here"), shell.out());
  }

  @Test
  void severalSeedsDifferInConventionsToo() {
    for (String preset : List.of("trl", "n-plus")) {
      run(
          "run",
          "specs/again.json",
          "--out",
          preset,
          "--set",
          "seed=[1, 2]",
          "--set",
          "methods[name=ppo].options.preset=" + preset);
    }
    run("diff", "trl", "n-plus");
    // what the two differ in, by the sources that their Javadoc names
    assertTrue(shell.out().contains("missingEos: \"keep\" -> \"replace\""), shell.out());
    assertTrue(shell.out().contains("variance: \"sample\" -> \"population\""), shell.out());
  }

  @Test
  void otherInputsAreRefused() {
    run("run", "specs/again.json", "--out", "first");
    shell.write("specs/rows.jsonl", "{\"prompt\": \"a\", \"completion\": \"b\"}\n");
    assertEquals(2, shell.run("rerun", "first", "--out", "second"));
    assertTrue(shell.err().contains("rows.jsonl was changed"), shell.err());
    assertFalse(shell.has("second"));
  }

  @Test
  void anotherResultIsTold() {
    run("run", "specs/again.json", "--out", "first");
    String results = shell.read("first/results.json");
    shell.write(
        "first/results.json", results.replaceFirst("\"value\": [0-9.E-]+", "\"value\": 123.5"));
    assertEquals(1, shell.run("rerun", "first", "--out", "second"), () -> shell.err());
    assertTrue(shell.out().contains("rlhf4j diff first second shows what differs"), shell.out());
    run("diff", "first", "second");
    assertTrue(shell.out().contains("numbers: 1 of "), shell.out());
    assertTrue(shell.out().contains(": 123.5"), shell.out());
  }

  @Test
  void effectiveConventionsStandInTheFolder() {
    run("run", "specs/again.json", "--out", "first");
    String conventions = shell.read("first/conventions.json");
    assertTrue(conventions.contains("\"methods[name=ppo]\""), conventions);
    assertTrue(conventions.contains("\"preset\": \"rlhf4j\""), conventions);
    // what the preset has, which the spec does not name
    assertTrue(conventions.contains("\"klEstimator\": \"clamped\""), conventions);
    assertTrue(conventions.contains("\"klCoefficient\": 0.02"), conventions);
    assertTrue(conventions.contains("\"evaluate[id=kl]\""), conventions);
  }

  @Test
  void conventionsComeFirst() {
    run("run", "specs/again.json", "--out", "first");
    run(
        "run",
        "specs/again.json",
        "--out",
        "second",
        "--set",
        "methods[name=ppo].options.preset=trl",
        "--set",
        "methods[name=ppo].options.conventions.gamma=0.9",
        "--set",
        "methods[name=dpo].options.beta=0.3");
    run("diff", "first", "second");
    List<String> lines = shell.out().lines().toList();
    int conventions = index(lines, "conventions: ");
    int options = index(lines, "options: ");
    int rest = index(lines, "program, machine, plugins and inputs: the same");
    int numbers = index(lines, "numbers: ");
    assertTrue(conventions < options && options < rest && rest < numbers, shell.out());
    List<String> changed = lines.subList(conventions, options);
    assertTrue(changed.contains("  methods[name=ppo].preset: \"rlhf4j\" -> \"trl\""), shell.out());
    assertTrue(changed.contains("  methods[name=ppo].gamma: 1.0 -> 0.9"), shell.out());
    assertTrue(changed.contains("  methods[name=ppo].lambda: 1.0 -> 0.95"), shell.out());
    assertTrue(
        lines.subList(options, rest).contains("  methods[name=dpo].options.beta: 0.1 -> 0.3"),
        shell.out());
    assertTrue(
        lines.subList(numbers, lines.size()).stream()
            .anyMatch(l -> l.matches("  ppo, .* -> .* ± .*, difference .* ± .*")),
        shell.out());
  }

  private static int index(List<String> lines, String beginning) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i;
      }
    }
    throw new AssertionError(beginning + " is not in\n" + String.join("\n", lines));
  }

  @Test
  void whatIsNoRunIsRefused() {
    for (String command : List.of("rerun nowhere", "diff nowhere nowhere")) {
      assertEquals(2, shell.run(command.split(" ")));
      assertTrue(shell.err().contains("nowhere is not there"), shell.err());
    }
  }
}
