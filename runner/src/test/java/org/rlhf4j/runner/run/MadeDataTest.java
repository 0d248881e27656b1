package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;

/** Data whose rows cost something to make. */
final class MadeDataTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "costly"},
                "preferences": {"id": "costly"},
                "evaluation": {"id": "words", "options": {"count": 4}}},
       "methods": [{"id": "sft"}, {"id": "dpo"}],
       "decoding": {"maxNewTokens": 24},
       "evaluate": [{"id": "share"}],
       "checkpoints": {"everySeconds": 0}}
      """;

  @TempDir Path folder;
  private final List<String> made = new ArrayList<>();
  private int closed;
  private String prompt = "say";

  @AfterEach
  void live() {
    Mortal.live();
  }

  private Shell shell(String spec) {
    List<Plugin<?, ?>> plugins = new ArrayList<>(Fakes.plugins());
    plugins.add(new Costly());
    Shell shell = new Shell(folder, layers -> Catalog.of(plugins));
    shell.write("mini.json", spec);
    return shell;
  }

  private final class Costly implements DataSourcePlugin<Fakes.None> {
    @Override
    public String id() {
      return "costly";
    }

    @Override
    public String summary() {
      return "makes rows";
    }

    @Override
    public Fakes.None defaults() {
      return new Fakes.None();
    }

    @Override
    public DataSource create(Fakes.None options, PluginContext context) {
      return new CostlyData();
    }
  }

  private final class CostlyData implements DataSource, AutoCloseable {
    @Override
    public Optional<String> toBeMade() {
      return Optional.of("by hard work");
    }

    @Override
    public List<Prompt> prompts() {
      return IntStream.range(0, 6).mapToObj(i -> new Prompt("w" + i, prompt + i, "aa")).toList();
    }

    @Override
    public List<Demonstration> demonstrations() {
      made.add("demonstrations");
      return prompts().stream().map(p -> new Demonstration(p, Answer.ofText("aaa"))).toList();
    }

    @Override
    public List<Preference> preferences() {
      made.add("preferences");
      return prompts().stream()
          .map(p -> new Preference(p, Answer.ofText("aa"), Answer.ofText("b")))
          .toList();
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void validateMakesNothingAndTellsWhatARunWould() {
    Shell shell = shell(SPEC);
    assertEquals(0, shell.run("validate", "mini.json"), shell::err);
    assertEquals(List.of(), made);
    assertTrue(shell.out().contains("demonstrations by hard work"), shell.out());
    assertTrue(shell.out().contains("preferences by hard work"), shell.out());
    assertEquals(2, closed);
  }

  @Test
  void aRunMakesEachOnceAndLeavesTheRows() {
    Shell shell = shell(SPEC);
    assertEquals(0, shell.run("run", "mini.json"), shell::err);
    assertEquals(List.of("demonstrations", "preferences"), made);
    String row = shell.lines("runs/mini/data/demonstrations.jsonl").get(0).replace(" ", "");
    assertEquals(
        "{\"id\":\"w0\",\"prompt\":\"say0\",\"reference\":\"aa\",\"completion\":\"aaa\"}", row);
    assertEquals(6, shell.lines("runs/mini/preferences/data.jsonl").size());
    assertTrue(shell.read("runs/mini/results.json").contains("dpo"));
    assertEquals(2, closed);
  }

  @Test
  void nothingIsMadeForASpecThatIsWrongElsewhere() {
    Shell shell = shell(SPEC.replace("\"share\"", "\"shre\""));
    assertEquals(2, shell.run("run", "mini.json"));
    assertEquals(List.of(), made);
  }

  @Test
  void promptsThatDoNotFitAreFoundBefore() {
    prompt = "x".repeat(100);
    Shell shell = shell(SPEC);
    assertEquals(2, shell.run("run", "mini.json"));
    assertEquals(List.of(), made);
    assertTrue(shell.err().contains("no room for an answer"), shell.err());
  }

  @Test
  void aRunThatGoesOnMakesNothingTwice() {
    Shell shell = shell(SPEC);
    assertEquals(0, shell.run("run", "mini.json", "--out", "whole"), shell::err);
    assertEquals(2, made.size());
    Mortal.live();
    Mortal.dieAt(4);
    assertEquals(1, shell.run("run", "mini.json", "--out", "died"), shell::err);
    Mortal.live();
    assertEquals(4, made.size());
    assertEquals(0, shell.run("resume", "died"), shell::err);
    assertEquals(4, made.size());
    assertEquals(shell.results("whole"), shell.results("died"));
    assertFalse(shell.results("died").isEmpty());
  }
}
