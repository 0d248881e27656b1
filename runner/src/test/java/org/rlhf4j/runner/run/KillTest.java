package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.fakes.FakeMain;
import org.rlhf4j.runner.fakes.Shell;

/** Real processes that are killed with SIGKILL, and stopped with SIGTERM. */
@Tag("process")
final class KillTest {
  private static final int KILLS = 20;

  private static final String SPEC =
      """
      {"name": "mini", "seed": 3,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 30}},
                "prompts": {"id": "words", "options": {"count": 20}},
                "evaluation": {"id": "words", "options": {"count": 20}}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}},
       "reward": {"id": "centred"},
       "methods": [{"id": "sft"}, {"id": "dpo"}, {"id": "twice"},
                   {"id": "ppo", "options": {"steps": 20}}, {"id": "loop"}],
       "evaluate": [{"id": "share"}],
       "checkpoints": {"everySeconds": 0}}
      """;

  @TempDir Path folder;

  private Process start(String... command) throws IOException {
    String classes =
        Stream.of("java.class.path", "jdk.module.path", "surefire.test.class.path")
            .map(name -> System.getProperty(name, ""))
            .filter(path -> !path.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Drlhf4j.test.millis=4"));
    line.add("-cp");
    line.add(
        Path.of("target", "test-classes").toAbsolutePath()
            + File.pathSeparator
            + Path.of("target", "classes").toAbsolutePath()
            + File.pathSeparator
            + classes);
    line.add(FakeMain.class.getName());
    line.addAll(List.of(command));
    return new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
  }

  /** Waits for the first line that says that there is a folder; returns all lines so far. */
  private static String untilBegun(BufferedReader output) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.append(line).append('\n');
      if (line.contains(", device ")) {
        return lines.toString();
      }
    }
    throw new AssertionError("it never began: " + lines);
  }

  @Test
  void killedAtRandomMomentsItEndsAsIfItHadNot() throws Exception {
    Shell shell = new Shell(folder);
    shell.write("mini.json", SPEC);
    assertEquals(0, shell.run("run", "mini.json", "--out", "whole"), () -> shell.err());
    Random random = new Random(5);
    int kills = 0;
    for (int run = 0; kills < KILLS; run++) {
      String name = "killed-" + run;
      Process process = start("run", "mini.json", "--out", name);
      for (boolean over = false; !over; ) {
        try (BufferedReader output = process.inputReader()) {
          String begun = untilBegun(output);
          if (kills < KILLS) {
            Thread.sleep(random.nextInt(120));
            process.toHandle().destroyForcibly(); // its output stays open
          }
          String rest = output.lines().collect(Collectors.joining("\n"));
          int code = process.waitFor();
          over = code == 0;
          kills += code == 137 ? 1 : 0;
          assertTrue(over || code == 137, begun + rest);
        }
        if (!over) {
          process = start("resume", name);
        }
      }
      assertEquals(shell.results("whole"), shell.results(name));
    }
  }

  @Test
  void aPoliteKillSaysHowToGoOn() throws Exception {
    Shell shell = new Shell(folder);
    shell.write("mini.json", SPEC);
    Process process = start("run", "mini.json");
    try (BufferedReader output = process.inputReader()) {
      untilBegun(output);
      process.toHandle().destroy();
      String rest = output.lines().collect(Collectors.joining("\n"));
      assertEquals(143, process.waitFor(), rest);
      assertTrue(rest.contains("interrupted; go on with: rlhf4j resume runs/mini"), rest);
    }
    assertTrue(shell.read("runs/mini/log.txt").contains("interrupted; go on with"));
    assertEquals(0, shell.run("resume", "runs/mini"), () -> shell.err());
  }
}
