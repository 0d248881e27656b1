package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.runner.fakes.FakeMain;
import org.rlhf4j.runner.fakes.Shell;

/**
 * No more room on the disk, as everybody can have it: the shell bounds how large a file may become.
 * Whichever file comes to the bound first is named.
 */
final class FullDiskTest {
  private static final String SPEC =
      """
      {"name": "mini", "seed": 3,
       "policy": {"id": "transformer"},
       "data": {"demonstrations": {"id": "words", "options": {"count": 400}},
                "prompts": {"id": "words", "options": {"count": 20}},
                "evaluation": {"id": "words", "options": {"count": 200}}},
       "feedback": {"judge": {"id": "many-as", "options": {"flip": 0.25}}},
       "reward": {"id": "centred"},
       "methods": [{"id": "sft"}, {"id": "dpo"}, {"id": "ppo", "options": {"steps": 20}}],
       "evaluate": [{"id": "share"}],
       "checkpoints": {"everySeconds": 0}}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32})
  void theFileThatCannotBeWrittenIsNamed(int blocks) throws Exception {
    Path sh = Path.of("/bin/sh");
    assumeTrue(Files.isExecutable(sh), "needs a POSIX shell");
    Shell shell = new Shell(folder);
    shell.write("mini.json", SPEC);
    String classes =
        Stream.of("java.class.path", "jdk.module.path", "surefire.test.class.path")
            .map(name -> System.getProperty(name, ""))
            .filter(path -> !path.isEmpty())
            .collect(Collectors.joining(File.pathSeparator));
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c"));
    line.add("ulimit -f " + blocks + " && exec \"$@\"");
    line.add("sh");
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"));
    line.add(
        Path.of("target", "test-classes").toAbsolutePath()
            + File.pathSeparator
            + Path.of("target", "classes").toAbsolutePath()
            + File.pathSeparator
            + classes);
    line.add(FakeMain.class.getName());
    line.addAll(List.of("run", "mini.json", "--out", "r"));
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader()) {
      String said = output.lines().collect(Collectors.joining("\n"));
      assertEquals(2, process.waitFor(), said);
      assertTrue(said.contains(folder.toRealPath() + "/r/"), said);
      assertTrue(said.contains(" cannot be written: File too large"), said);
      assertFalse(said.contains("Exception"), said);
    }
    // with room again it goes on, where it had begun
    if (Files.exists(folder.resolve("r/spec.json"))) {
      assertEquals(0, shell.run("resume", "r"), shell::err);
    }
  }
}
