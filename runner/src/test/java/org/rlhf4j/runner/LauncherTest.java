package org.rlhf4j.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code rlhf4j}, with a Java and a Maven that only say what they are asked. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.9"' >&2; else echo started; fi
      """;
  private static final String MAVEN =
      """
      #!/bin/sh
      echo '[INFO] Building rlhf4j 0.1.0                        [1/3]'
      echo '[INFO] Building rlhf4j api 0.1.0                    [2/3]'
      echo '[INFO] Building jar: api/target/rlhf4j-api-0.1.0.jar'
      echo '[INFO] Building rlhf4j runner 0.1.0                 [3/3]'
      if [ -e broken ]; then echo '[ERROR] it does not compile'; exit 1; fi
      mkdir -p runner/target/image/modules
      touch runner/target/image/modules/rlhf4j-runner-0.1.0.jar
      """;

  @TempDir Path folder;
  private Path home;
  private int code;

  @BeforeEach
  void checkout() throws IOException {
    home = Files.createDirectory(folder.resolve("a checkout"));
    Files.copy(Path.of("..", "rlhf4j"), home.resolve("rlhf4j"));
    write("pom.xml", "<modules>\n  <module>api</module>\n  <module>runner</module>\n</modules>\n");
    for (String module : List.of("api", "runner")) {
      write(module + "/pom.xml", "");
      write(module + "/src/main/A.java", "");
    }
    script("mvnw", MAVEN);
    script("java/bin/java", JAVA);
  }

  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void script(String name, String text) throws IOException {
    assertTrue(write(name, text).toFile().setExecutable(true));
  }

  private void edit(String name) throws IOException {
    FileTime soon = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(write(name, "edited"), soon);
  }

  private List<String> launch() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", home.resolve("rlhf4j").toString(), "plugins")
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.resolve("java").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    code = process.exitValue();
    return said.lines().toList();
  }

  @Test
  void aBuildTellsWhichModuleItIsAt() throws Exception {
    assertEquals(
        List.of(
            "rlhf4j: building for the first time (fetches some 250 MB from Maven Central) ...",
            "rlhf4j:   api (2/3)",
            "rlhf4j:   runner (3/3)",
            "started"),
        launch());
    String log = Files.readString(home.resolve("runner/target/launcher.log"));
    assertEquals(4, log.lines().count(), log);
    assertEquals(List.of("started"), launch());
  }

  @Test
  void aBuildThatFailsIsShown() throws Exception {
    write("broken", "");
    List<String> said = launch();
    assertEquals(1, code);
    assertEquals("[ERROR] it does not compile", said.get(3));
    assertTrue(said.get(4).startsWith("rlhf4j: the build failed, see above"), said::toString);
    Files.delete(home.resolve("broken"));
    List<String> again = launch();
    assertEquals("started", again.get(again.size() - 1));
  }

  @Test
  void onlyModulesOfTheBuildAreBuiltAgain() throws Exception {
    launch();
    edit("my-plugin/src/main/B.java");
    edit("my-plugin/pom.xml");
    assertEquals(List.of("started"), launch());
    edit("api/src/main/A.java");
    assertEquals("rlhf4j: sources changed, building ...", launch().get(0));
  }
}
