package org.rlhf4j.runner.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.plugin.Catalog;

/**
 * Plugins in real jars that end the process, give null, or never come back: the program in a
 * process of its own says who it was, and its exit code does not lie.
 */
final class TroublePluginTest {
  private static final String PLUGIN =
      """
      package trouble;
      import java.util.List;
      import org.rlhf4j.api.*;
      import org.rlhf4j.api.evaluation.*;
      import org.rlhf4j.api.plugin.*;
      @Source("nowhere")
      public final class TroublePlugin implements EvaluatorPlugin<TroublePlugin.None> {
        public record None() {}
        static void nothing() {}
        static void exit() { System.exit(0); }
        static void exitElsewhere() {
          Thread t = new Thread(() -> Runtime.getRuntime().exit(0));
          t.start();
          hang();
        }
        static void hang() {
          try { Thread.sleep(1_000_000); } catch (InterruptedException e) { throw new IllegalStateException(e); }
        }
        static { INITIALISER }
        public String id() { return "trouble"; }
        public String summary() { SUMMARY return "makes trouble"; }
        public None defaults() { return new None(); }
        public Evaluator create(None options, PluginContext context) {
          CREATE
          return new Asked();
        }
        static final class Asked implements Evaluator {
          public boolean needsSubjects() { return false; }
          public List<String> columns() { COLUMNS }
          public Evaluation evaluate(EvaluationTask task) {
            EVALUATE
          }
        }
      }
      """;

  private static final String SPEC = "{\"name\": \"t\", \"evaluate\": [{\"id\": \"trouble\"}]}";

  @TempDir Path folder;

  /** What a process said, and how it ended. */
  private record Ended(int code, String said) {}

  @BeforeEach
  void needsModules() throws IOException {
    assumeTrue(Catalog.class.getModule().isNamed(), "drop-in jars need rlhf4j on the module path");
    Files.writeString(folder.resolve("t.json"), SPEC);
  }

  private static final Map<String, String> GOOD =
      Map.of(
          "INITIALISER", "nothing();",
          "SUMMARY", "",
          "CREATE", "",
          "COLUMNS", "return List.of();",
          "EVALUATE", "hang(); return null;");

  /** A jar whose plugin does something at a place. */
  private void jar(String place, String body) throws IOException {
    String source = PLUGIN;
    for (Map.Entry<String, String> part : GOOD.entrySet()) {
      boolean here = part.getKey().equals(place);
      source = source.replace(part.getKey(), here ? body : part.getValue());
    }
    Path plugins = Files.createDirectories(folder.resolve("plugins"));
    String module =
        """
        module trouble {
          requires org.rlhf4j.api;
          exports trouble;
          provides org.rlhf4j.api.plugin.EvaluatorPlugin with trouble.TroublePlugin;
        }
        """;
    new JarMaker(Files.createDirectories(folder.resolve("work")))
        .jar(
            plugins.resolve("trouble.jar"),
            Map.of("module-info.java", module, "trouble/TroublePlugin.java", source),
            JarMaker.modulePath());
  }

  private Process start(long patienceMillis) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    line.add("-Drlhf4j.patience.millis=" + patienceMillis);
    line.addAll(List.of("-p", JarMaker.modulePath(), "--add-modules", "ALL-MODULE-PATH"));
    line.addAll(List.of("-m", "org.rlhf4j.runner/org.rlhf4j.runner.Main"));
    line.addAll(List.of("run", "t.json", "--plugins", "plugins"));
    return new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  private Ended run() throws Exception {
    Process process = start(600_000);
    try (BufferedReader output = process.inputReader()) {
      String said = output.lines().collect(Collectors.joining("\n"));
      return new Ended(process.waitFor(), said);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INITIALISER | exit();",
        "SUMMARY | exit();",
        "CREATE | exit();",
        "EVALUATE | exit(); return null;",
        "EVALUATE | exitElsewhere(); return null;"
      })
  void whoEndsTheProcessIsNamedAndTheCodeIsOne(String place, String body) throws Exception {
    jar(place, body);
    Ended ended = run();
    assertEquals(1, ended.code(), ended.said());
    assertTrue(ended.said().contains("ended from within, by a call of System.exit"), ended.said());
    assertTrue(ended.said().contains("trouble.jar (module trouble)"), ended.said());
    assertTrue(ended.said().contains("trouble.TroublePlugin"), ended.said());
    if (place.equals("EVALUATE")) {
      assertTrue(ended.said().contains("evaluator \"trouble\""), ended.said());
      assertTrue(ended.said().contains("go on with: rlhf4j resume runs/t"), ended.said());
      String log = Files.readString(folder.resolve("runs/t/log.txt"));
      assertTrue(log.contains("called System.exit; go on with"), log);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE | if (options != null) { return null; } | create gave null",
        "COLUMNS | return null; | columns gave null",
        "EVALUATE | return null; | evaluate gave null"
      })
  void whoGivesNullIsNamed(String place, String body, String words) throws Exception {
    jar(place, body);
    Ended ended = run();
    assertEquals(1, ended.code(), ended.said());
    assertTrue(
        ended.said().contains("evaluator \"trouble\" (trouble.TroublePlugin in "), ended.said());
    assertTrue(ended.said().contains(words), ended.said());
    assertFalse(ended.said().contains("NullPointerException"), ended.said());
  }

  @ParameterizedTest
  @ValueSource(strings = {"INITIALISER", "CREATE", "EVALUATE"})
  void whoIsWaitedForIsNamed(String place) throws Exception {
    jar(place, "hang(); " + (place.equals("EVALUATE") ? "return null;" : ""));
    Process process = start(1500);
    List<String> waits = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      while (waits.size() < 2) {
        String line = output.readLine();
        assertNotNull(line, "it ended");
        if (line.contains("nothing was heard for")) {
          waits.add(line);
        }
      }
    } finally {
      process.destroyForcibly();
    }
    for (String wait : waits) {
      assertTrue(wait.contains("trouble.jar (module trouble)"), wait);
      assertTrue(wait.contains("at trouble/trouble.TroublePlugin"), wait);
      assertTrue(
          place.equals("INITIALISER") || wait.contains("waiting for evaluator \"trouble\""), wait);
    }
  }
}
