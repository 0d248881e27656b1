package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.runner.fakes.MethodsSpec;
import org.rlhf4j.runner.fakes.Mortal;
import org.rlhf4j.runner.fakes.Shell;

/**
 * Interrupted = uninterrupted with the real methods, reward models, judges and evaluators, on a
 * tabular policy and on a small transformer, with adapters too. All files must be the same,
 * metrics.jsonl too.
 */
final class MethodsResumeTest {

  @Test
  void everyMethodThatTrainsIsInTheSpec() {
    for (OptimizerPlugin<?> plugin : Catalog.load(List.of()).all(OptimizerPlugin.class)) {
      String node = "{\"id\": \"" + plugin.id() + "\"";
      assertTrue(MethodsSpec.of(MethodsSpec.TABULAR).contains(node), node);
    }
  }

  @TempDir Path folder;

  @AfterEach
  void live() {
    Mortal.live();
  }

  /** Each run begins without a verdict; a resumed run finds those from before it died. */
  private void forgetVerdicts() throws IOException {
    Path cache = folder.resolve("cache");
    if (Files.exists(cache)) {
      try (Stream<Path> files = Files.walk(cache)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"20, TABULAR", "4, TRANSFORMER", "3, ADAPTED"})
  void diedAtRandomStepsTheyEndAsIfTheyHadNot(int deaths, String policy) throws IOException {
    Catalog catalog = MethodsSpec.catalog();
    Shell shell = new Shell(folder, layers -> catalog);
    shell.write("rows.jsonl", MethodsSpec.rows());
    shell.write(
        "methods.json",
        MethodsSpec.of(
            switch (policy) {
              case "TABULAR" -> MethodsSpec.TABULAR;
              case "ADAPTED" -> MethodsSpec.ADAPTED;
              default -> MethodsSpec.TRANSFORMER;
            }));
    Mortal.live();
    assertEquals(0, shell.run("run", "methods.json", "--out", "whole"), () -> shell.err());
    assertTrue(Files.exists(folder.resolve("cache")), "verdicts were not kept");
    long moments = Mortal.live();
    Map<String, String> expected = shell.results("whole");
    assertTrue(moments > 40, "only " + moments + " moments");
    Random random = new Random(2);
    for (int death = 0; death < deaths; death++) {
      String run = "died-" + death;
      int moment = 1 + random.nextInt((int) moments);
      forgetVerdicts();
      Mortal.dieAt(moment);
      assertEquals(1, shell.run("run", "methods.json", "--out", run), () -> shell.err());
      Mortal.live();
      assertEquals(0, shell.run("resume", run), () -> run + ": " + shell.err());
      assertEquals(expected, shell.results(run), run + " at moment " + moment);
    }
  }
}
