package org.rlhf4j.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.runner.fakes.Shell;

/** The script {@code rlhf4j}, with a Java and a Maven that only say what they are asked. */
@DisabledOnOs(OS.WINDOWS)
@Tag("process")
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.9"' >&2; else shift $(($# - 1)); echo "started $1"; fi
      """;

  /** Compiles what has no classes, as Maven does. */
  private static final String MAVEN =
      """
      #!/bin/sh
      echo '[INFO] Building rlhf4j 0.1.0                        [1/3]'
      echo '[INFO] Building rlhf4j api 0.1.0                    [2/3]'
      echo '[INFO] Building jar: api/target/rlhf4j-api-0.1.0.jar'
      if [ -e broken ]; then echo '[ERROR] it does not compile'; exit 1; fi
      for module in api judges runner; do
        echo "[INFO] Building rlhf4j $module 0.1.0   [3/3]"
        if ! [ -d $module/target/classes ]; then
          echo '[INFO] Compiling 46 source files with javac'
          mkdir -p $module/target/classes
        fi
      done
      mkdir -p runner/target/image/modules
      touch runner/target/image/modules/rlhf4j-runner-0.1.0.jar
      echo '[INFO] rlhf4j ........................................ SUCCESS [  0.015 s]'
      echo '[INFO] rlhf4j api .................................... SUCCESS [01:55 min]'
      echo '[INFO] rlhf4j judges ................................. SUCCESS [ 12.736 s]'
      echo '[INFO] rlhf4j runner ................................. SUCCESS [ 40.100 s]'
      """;

  private static final String FIRST =
      "rlhf4j: building for the first time, some minutes (fetches some 250 MB from Maven Central)"
          + " ...";

  private static final String PARENT =
      """
        <version>0.1.0</version>
        <module>api</module>
        <module>judges</module>
        <module>runner</module>
      """;

  @TempDir Path folder;
  private Path home;
  private int code;

  @BeforeEach
  void checkout() throws IOException {
    home = Files.createDirectory(folder.resolve("a checkout ü"));
    Files.copy(Path.of("..", "rlhf4j"), home.resolve("rlhf4j"));
    write("pom.xml", PARENT);
    write("api/pom.xml", "");
    write("judges/pom.xml", dependency("api", "") + dependency("policies", "<scope>test</scope>"));
    write("runner/pom.xml", dependency("api", "") + dependency("judges", "<scope>runtime</scope>"));
    for (String module : List.of("api", "judges", "runner")) {
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

  private static String dependency(String module, String scope) {
    return "<dependency>\n<artifactId>rlhf4j-%s</artifactId>\n%s\n</dependency>\n"
        .formatted(module, scope);
  }

  /** Another text with a given age: dates say nothing. */
  private void edit(String name, long seconds) throws IOException {
    write(name, "edited " + seconds);
    date(name, seconds);
  }

  private void date(String name, long seconds) throws IOException {
    FileTime time = FileTime.from(Instant.now().plusSeconds(seconds));
    Files.setLastModifiedTime(home.resolve(name), time);
  }

  private List<String> launch() throws IOException, InterruptedException {
    return launch("plugins");
  }

  private List<String> launch(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", home.resolve("rlhf4j").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.resolve("java").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    code = process.exitValue();
    return said.lines().toList();
  }

  private static final List<String> STARTED = List.of("started plugins");

  @Test
  void aBuildTellsWhichModuleItIsAt() throws Exception {
    assertEquals(
        List.of(
            FIRST,
            "rlhf4j:   api (2/3)",
            "rlhf4j:   api (3/3)",
            "rlhf4j:   judges (3/3)",
            "rlhf4j:   runner (3/3)",
            "started plugins"),
        launch());
    String log = Files.readString(home.resolve("runner/target/launcher.log"));
    assertTrue(log.contains("Building jar"), log);
    assertEquals(STARTED, launch());
  }

  @Test
  void aBuildThatFailsIsShown() throws Exception {
    write("broken", "");
    List<String> said = launch();
    assertEquals(1, code);
    assertEquals("[ERROR] it does not compile", said.get(2));
    assertTrue(said.get(3).startsWith("rlhf4j: the build failed, see above"), said::toString);
    Files.delete(home.resolve("broken"));
    List<String> again = launch();
    assertEquals("started plugins", again.get(again.size() - 1));
  }

  @Test
  void onlyModulesOfTheBuildAreBuiltAgain() throws Exception {
    launch();
    write("my-plugin/src/main/B.java", "");
    write("my-plugin/pom.xml", "");
    assertEquals(STARTED, launch());
  }

  /** A touch, a checkout there and back: the same files with other dates. */
  @Test
  void datesAloneBuildNothing() throws Exception {
    launch();
    for (String file : List.of("pom.xml", "api/pom.xml", "api/src/main/A.java")) {
      date(file, 60);
    }
    assertEquals(STARTED, launch());
  }

  /** Files that were put back keep old dates, and Maven goes by dates. */
  @Test
  void anotherTextIsBuiltWhateverItsDate() throws Exception {
    launch();
    edit("judges/src/main/A.java", -1000);
    assertEquals("rlhf4j: judges changed, building judges, about 20 seconds ...", launch().get(0));
    assertEquals(STARTED, launch());
  }

  @Test
  void aModuleIsBuiltWithThoseThatStandOnItAndSaysHowLongThatTook() throws Exception {
    launch();
    edit("api/src/main/A.java", 60);
    assertEquals(
        "rlhf4j: api changed, building api judges runner, about 3 minutes ...", launch().get(0));
    edit("runner/src/main/A.java", 60);
    assertEquals("rlhf4j: runner changed, building runner, about 50 seconds ...", launch().get(0));
    edit("judges/pom.xml", 60);
    edit("runner/src/main/A.java", 90);
    assertEquals(
        "rlhf4j: judges runner changed, building judges runner, about 60 seconds ...",
        launch().get(0));
    write("pom.xml", PARENT + "<!-- -->");
    assertTrue(launch().get(0).startsWith("rlhf4j: api judges runner changed, building api "));
    assertEquals(STARTED, launch());
  }

  @Test
  void filesThatCameOrWentAreChanges() throws Exception {
    launch();
    write("judges/src/main/B.java", "");
    date("judges/src/main/B.java", -1000);
    assertTrue(launch().get(0).startsWith("rlhf4j: judges changed"));
    Files.delete(home.resolve("judges/src/main/B.java"));
    assertTrue(launch().get(0).startsWith("rlhf4j: judges changed"));
    assertEquals(STARTED, launch());
  }

  @Test
  void whatMavenBuiltIsNotBuiltAgain() throws Exception {
    write("runner/target/image/modules/rlhf4j-runner-0.1.0.jar", "");
    date("runner/target/image/modules/rlhf4j-runner-0.1.0.jar", 1);
    assertEquals(STARTED, launch());
    edit("judges/src/main/A.java", 60);
    assertEquals("rlhf4j: judges changed, building judges ...", launch().get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "--help", "-h", "help", ""})
  void whatAnOldProgramKnowsBuildsNothing(String question) throws Exception {
    String[] arguments = question.isEmpty() ? new String[0] : new String[] {question};
    List<String> unbuilt = launch(arguments);
    assertEquals(0, code);
    assertFalse(Files.exists(home.resolve("runner/target")), unbuilt::toString);
    if (question.equalsIgnoreCase("-v") || question.equals("--version")) {
      assertEquals(List.of("rlhf4j 0.1.0"), unbuilt);
    } else {
      assertEquals("Usage: rlhf4j [--no-build] COMMAND", unbuilt.get(0));
    }
    launch();
    edit("api/src/main/A.java", 60);
    List<String> said = launch(arguments);
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.get(0).startsWith("started"), said::toString);
    assertEquals(List.of("started --help"), launch("run", "--help"));
  }

  @Test
  void helpWithoutAnImageNamesEveryCommand() throws Exception {
    Shell shell = new Shell(folder);
    assertEquals(0, shell.run("--help"));
    List<String> there =
        shell
            .out()
            .lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .skip(1)
            .takeWhile(line -> !line.isBlank())
            .filter(line -> line.matches("  [a-z].*"))
            .map(line -> line.strip().split(" ", 2)[0])
            .toList();
    assertTrue(there.size() > 12, there::toString);
    String told = String.join(" ", launch("--help"));
    assertTrue(told.contains("Commands: " + String.join(", ", there) + " Nothing"), told);
  }

  @Test
  void withoutBuildingWhatIsThereIsStarted() throws Exception {
    assertEquals(
        List.of("rlhf4j: nothing is built yet; leave out --no-build once"),
        launch("--no-build", "plugins"));
    assertEquals(1, code);
    launch();
    assertEquals(STARTED, launch("--no-build", "plugins"));
    edit("api/src/main/A.java", 60);
    assertEquals(
        List.of(
            "rlhf4j: sources changed since it was built; --no-build starts it as it is",
            "started plugins"),
        launch("--no-build", "plugins"));
  }

  /** A folder whose path has blanks and other letters, from elsewhere, through a link. */
  @Test
  void paths() throws Exception {
    launch();
    Path link = folder.resolve("ein Verweis ü");
    Files.createSymbolicLink(link, home.resolve("rlhf4j"));
    ProcessBuilder builder =
        new ProcessBuilder("sh", link.toString(), "plugins").directory(folder.toFile());
    builder.environment().put("JAVA_HOME", home.resolve("java").toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(STARTED, said.lines().toList());
  }
}
