package org.rlhf4j.runner.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the program is built from is named, and what the wrapper downloads is checked. */
final class SupplyTest {
  private static final Path ROOT = Path.of("..");

  /** Where Maven keeps an artifact: .../group/artifact/version/artifact-version.jar. */
  private static final Pattern JAR = Pattern.compile("([^/]+)/([^/]+)/\\1-\\2(-[^/]+)?\\.jar$");

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `[^:`]+:([^`]+)` \\| \\S.* \\|$");

  /** The artifacts that these tests run with, by their names without groups. */
  private static Set<String> used() {
    return Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
        .flatMap(name -> Stream.of(System.getProperty(name, "").split(File.pathSeparator, -1)))
        .map(path -> path.replace(File.separatorChar, '/'))
        .flatMap(path -> JAR.matcher(path).results())
        .map(result -> result.group(1))
        .filter(artifact -> !artifact.startsWith("rlhf4j-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> rows(String part) {
    return ROW.matcher(part)
        .results()
        .map((MatchResult row) -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyJarIsNamedWithItsLicence() throws IOException {
    String[] parts =
        Files.readString(ROOT.resolve("THIRD-PARTY.md")).split("## In tests alone", -1);
    Set<String> program = rows(parts[0]);
    Set<String> tests = rows(parts[1]);
    Set<String> used = used();
    assertTrue(used.size() > 40, used::toString);
    Set<String> unnamed = new TreeSet<>(used);
    unnamed.removeAll(program);
    unnamed.removeAll(tests);
    assertEquals(Set.of(), unnamed, "THIRD-PARTY.md needs a row for each of these");
    Set<String> gone = new TreeSet<>(program);
    gone.removeAll(used);
    assertEquals(Set.of(), gone, "THIRD-PARTY.md names these, and the program has them no longer");
    program.retainAll(tests);
    assertEquals(Set.of(), program, "a part of the program is no part of the tests alone");
  }

  /** Without the sum the wrapper runs whatever it gets. */
  @Test
  void theWrapperChecksWhatItDownloads() throws IOException {
    Properties wrapper = new Properties();
    Path folder = ROOT.resolve(".mvn/wrapper");
    try (Reader in = Files.newBufferedReader(folder.resolve("maven-wrapper.properties"))) {
      wrapper.load(in);
    }
    String sum = wrapper.getProperty("distributionSha256Sum", "");
    assertTrue(sum.matches("[0-9a-f]{64}"), "no distributionSha256Sum");
    assertTrue(wrapper.getProperty("distributionUrl").startsWith("https://"), "not over TLS");
    // a wrapper that is a jar would need a sum of its own (wrapperSha256Sum)
    assertEquals("only-script", wrapper.getProperty("distributionType"));
    assertEquals(List.of("maven-wrapper.properties"), names(folder));
  }

  private static List<String> names(Path folder) {
    return Arrays.asList(folder.toFile().list());
  }

  @Test
  void whatPeopleLookForIsThere() throws IOException {
    for (String name :
        List.of(
            "LICENSE",
            "NOTICE",
            "THIRD-PARTY.md",
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "SECURITY.md")) {
      assertTrue(Files.size(ROOT.resolve(name)) > 300, name);
    }
  }
}
