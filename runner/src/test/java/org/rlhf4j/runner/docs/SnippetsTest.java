package org.rlhf4j.runner.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.runner.docs.Snippets.Block;

/** What pages show of files is what stands in them. */
final class SnippetsTest {
  private static final Path ROOT = Path.of("..");

  /**
   * Pages all of whose code must name its file; on the others Java must, which the build compiles.
   */
  private static final Set<String> HELD = Set.of("write-a-plugin.md");

  private static final Set<String> CODE = Set.of("java", "json", "xml", "sh");

  @TempDir Path temporary;

  /** README.md, the other pages beside it, and those of docs. */
  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    return pages;
  }

  @TestFactory
  Stream<DynamicTest> pagesShowWhatFilesSay() throws IOException {
    return pages().stream()
        .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> check(page)));
  }

  private static void check(Path page) throws IOException {
    List<String> problems = new ArrayList<>();
    for (Block block : Snippets.of(Files.readAllLines(page))) {
      if (block.file() != null) {
        Snippets.problem(block, ROOT)
            .ifPresent(p -> problems.add("line " + block.line() + ": " + p));
      } else if (block.language().equals("java")
          || (HELD.contains(page.getFileName().toString()) && CODE.contains(block.language()))) {
        problems.add("line " + block.line() + ": say above it which file it is from");
      }
    }
    assertEquals("", String.join("\n", problems));
  }

  @Test
  void theGuideShowsCode() throws IOException {
    long shown =
        Snippets.of(Files.readAllLines(ROOT.resolve("docs/write-a-plugin.md"))).stream()
            .filter(block -> block.file() != null)
            .count();
    assertTrue(shown >= 10, () -> "only " + shown);
  }

  @Test
  void findsWhatDiffers() throws IOException {
    Files.writeString(
        temporary.resolve("A.java"),
        """
        class A {
          // region body
          int a;

          int b;
          // endregion
        }
        """);
    assertEquals("", problem("A.java body", "int a;", "", "int b;"));
    assertEquals("", problem("A.java", "int a;", "", "int b;"));
    assertEquals("", problem("A.java", "// endregion"));
    assertEquals(
        "region body of A.java is now:\nint a;\n\nint b;", problem("A.java body", "int a;"));
    assertEquals(
        "these are not lines that follow each other in A.java",
        problem("A.java", "int a;", "int b;"));
    assertEquals("there is no region head in A.java", problem("A.java head", "int a;"));
    assertEquals("there is no file B.java", problem("B.java", "int a;"));
  }

  private String problem(String mark, String... lines) throws IOException {
    List<String> page = new ArrayList<>(List.of("<!-- snippet: " + mark + " -->", "```java"));
    page.addAll(List.of(lines));
    page.add("```");
    return Snippets.problem(Snippets.of(page).get(0), temporary).orElse("");
  }
}
