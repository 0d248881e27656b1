package org.rlhf4j.runner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.runner.fakes.Shell;

/** Folders of runs in which somebody cut or edited a file. */
final class DamagedRunTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 7,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 20}},
                "evaluation": {"id": "words", "options": {"count": 10}}},
       "methods": [{"id": "sft"}],
       "evaluate": [{"id": "share"}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void run() {
    shell = new Shell(folder);
    shell.write("mini.json", SPEC);
    assertEquals(0, shell.run("run", "mini.json"), () -> shell.err());
  }

  private void assertRefused(String file, String... command) {
    assertEquals(2, shell.run(command), () -> shell.out() + shell.err());
    Path damaged = folder.resolve("runs/mini").resolve(file);
    boolean noticed =
        shell.err().contains(damaged + " is not what a run writes")
            || shell.err().contains(damaged + " was changed since the run wrote it");
    assertTrue(noticed, shell.err());
    assertFalse(shell.err().contains("Exception"), shell.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "{\"methods\": 5}",
        "{\"name\": \"ok\", \"measurements\": [{\"value\": \"x\"}], \"subjects\": [\"a\"],"
            + " \"seeds\": [1]}",
        "{\"name\": {}, \"measurements\": [], \"subjects\": [], \"seeds\": [1],"
            + " \"evaluations\": []}",
        "{\"name\": \"ok\", \"measurements\": [{\"place\": 0, \"value\": \"x\"}],"
            + " \"subjects\": [\"a\"], \"seeds\": [1], \"evaluations\": [{\"place\": 0,"
            + " \"evaluator\": \"share\"}]}",
      })
  void resultsOfAnotherKind(String results) {
    shell.write("runs/mini/results.json", results);
    assertRefused("results.json", "report", "runs/mini");
    assertRefused("results.json", "diff", "runs/mini", "runs/mini");
    assertRefused("results.json", "resume", "runs/mini");
  }

  @Test
  void aRunWithCutResultsIsNotComplete() {
    String whole = shell.read("runs/mini/results.json");
    shell.write("runs/mini/results.json", whole.substring(0, whole.length() / 2));
    assertEquals(2, shell.run("resume", "runs/mini"));
    assertTrue(shell.err().contains("results.json was changed since"), shell.err());
    assertTrue(shell.err().contains("rlhf4j rerun runs/mini makes the run again"), shell.err());
    assertFalse(shell.err().contains("Exception"), shell.err());
    assertFalse(shell.out().contains("is complete"), shell.out());
    // what is advised helps
    assertEquals(0, shell.run("rerun", "runs/mini"), () -> shell.err());
    assertTrue(shell.out().contains("there is nothing to compare with"), shell.out());
    assertEquals(whole, shell.read("runs/mini-2/results.json"));
  }

  @Test
  void aReportThatCannotBeWrittenSaysWhy() {
    shell.write("runs/mini/metrics.jsonl", "[]\n[]\n");
    shell.write("runs/mini/SHA256SUMS", ""); // else resume says at once what is wrong
    assertEquals(0, shell.run("resume", "runs/mini"));
    assertTrue(
        shell
            .err()
            .contains(
                "tries again): " + folder.resolve("runs/mini/metrics.jsonl") + ", line 1 is not"),
        shell.err());
  }

  @Test
  void metricsThatAreCut() {
    assertFalse(shell.read("runs/mini/report.html").contains("in the midst of a row"));
    String whole = shell.read("runs/mini/metrics.jsonl");
    shell.write("runs/mini/metrics.jsonl", whole.substring(0, whole.length() - 3));
    assertEquals(0, shell.run("report", "runs/mini"), () -> shell.err());
    assertTrue(
        shell
            .read("runs/mini/report.html")
            .contains(folder.resolve("runs/mini/metrics.jsonl") + " ends in the midst of a row"));
    shell.write("runs/mini/metrics.jsonl", "{\"step\": 1}\n" + whole);
    assertRefused("metrics.jsonl, line 1", "report", "runs/mini");
  }

  @Test
  void provenanceThatTellsNothing() {
    shell.write("runs/mini/provenance.json", "{}");
    assertEquals(0, shell.run("report", "runs/mini"), () -> shell.err());
    assertRefused("provenance.json", "rerun", "runs/mini");
    shell.write("runs/mini/provenance.json", "{\"inputs\": [1]}");
    assertRefused("provenance.json", "report", "runs/mini");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1]",
        "{\"sft\": \"long\"}",
        "{\"sft\": {}}",
        "{\"sft\": [1.5]}",
        "{\"sft\": \"NaN\"}"
      })
  void timingsAndCostsOfAnotherKind(String damaged) {
    shell.write("runs/mini/timings.json", damaged);
    assertRefused("timings.json", "report", "runs/mini");
    shell.write("runs/mini/timings.json", "{\"sft\": 1.5}");
    assertEquals(0, shell.run("report", "runs/mini"), () -> shell.err());
    shell.write("runs/mini/costs.json", damaged.replace("{}", "{\"tokens\": \"many\"}"));
    assertRefused("costs.json", "report", "runs/mini");
    shell.write("runs/mini/costs.json", "{\"sft\": {\"tokens\": 3}, \"dpo\": {}}");
    assertEquals(0, shell.run("report", "runs/mini"), () -> shell.err());
  }

  @Test
  void otherFilesOfAnotherKind() {
    shell.write("runs/mini/conventions.json", "{\"methods\": 5}");
    assertRefused("conventions.json", "report", "runs/mini");
    assertRefused("conventions.json", "diff", "runs/mini", "runs/mini");
    shell.write("runs/mini/conventions.json", "{}");
    shell.write("runs/mini/spec.json", "{\"seed\": \"x\"}");
    assertRefused("spec.json", "report", "runs/mini");
  }
}
