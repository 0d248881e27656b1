package org.rlhf4j.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Messages for people do not print exceptions, whose text begins with the name of a class. That
 * shows only where a file cannot be read or written, so a test run by root would not see it.
 */
final class MessagesTest {
  private static final Pattern PRINTED =
      Pattern.compile(
          "new UserException\\((?:[^;\"]|\"(?:\\\\.|[^\"\\\\])*\")*\\+"
              + " e(?:\\s*[,)]|\\.getMessage\\(\\)(?<=cannot be (?:read|written): \" \\+"
              + " e\\.getMessage\\(\\)))");

  private static List<String> printed(String name, String source) {
    List<String> found = new ArrayList<>();
    Matcher matcher = PRINTED.matcher(source);
    while (matcher.find()) {
      found.add(name + ": " + matcher.group());
    }
    return found;
  }

  @Test
  void noMessagePrintsAnException() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of(".."), 30)) {
      sources =
          files
              .filter(f -> f.toString().matches(".*src.main.java.*\\.java"))
              .filter(f -> !f.toString().contains("examples"))
              .toList();
    }
    assertTrue(sources.size() > 500, sources.size() + " sources");
    List<String> found = new ArrayList<>();
    for (Path source : sources) {
      found.addAll(printed(source.toString(), Files.readString(source)));
    }
    assertEquals(List.of(), found);
  }

  @Test
  void theRuleSeesOne() {
    String broken = "throw new UserException(file + \" cannot; be written: \" + e, e);";
    assertEquals(1, printed("x", broken).size());
    assertEquals(0, printed("x", broken.replace("+ e,", "+ UserException.reason(e),")).size());
  }
}
