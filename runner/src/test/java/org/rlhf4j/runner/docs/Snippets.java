package org.rlhf4j.runner.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fenced blocks of a page, and the comments right above them that say which file they are from:
 *
 * <pre>
 * &lt;!-- snippet: examples/plugin/src/main/java/com/example/Loss.java loss --&gt;
 * </pre>
 *
 * <p>Such a block is the region of that name, which stands between lines that contain {@code region
 * loss} and {@code endregion}, in whatever comments the file has; or, without a name, lines that
 * follow each other in the file. Common indentation does not count.
 */
final class Snippets {
  private static final Pattern FENCE = Pattern.compile("```\\s*(\\w*).*");
  private static final Pattern MARK = Pattern.compile("<!-- snippet: (\\S+)(?: (\\S+))? -->");
  private static final Pattern REGION = Pattern.compile("\\W*region (\\S+).*");
  private static final Pattern END = Pattern.compile("\\W*endregion\\b.*");

  private Snippets() {}

  /**
   * A fenced block.
   *
   * @param line of its fence, from 1
   * @param language behind the fence; may be empty
   * @param text between the fences
   * @param file where it is from, or null
   * @param region of that file, or null
   */
  record Block(
      int line,
      String language,
      List<String> text,
      @Nullable String file,
      @Nullable String region) {}

  /** The blocks of a page. */
  static List<Block> of(List<String> page) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      Matcher fence = FENCE.matcher(page.get(i));
      if (fence.matches()) {
        Matcher mark = MARK.matcher(i == 0 ? "" : page.get(i - 1));
        boolean marked = mark.matches();
        int end = i + 1;
        while (end < page.size() && !page.get(end).startsWith("```")) {
          end++;
        }
        blocks.add(
            new Block(
                i + 1,
                fence.group(1),
                page.subList(i + 1, end),
                marked ? mark.group(1) : null,
                marked ? mark.group(2) : null));
        i = end;
      }
    }
    return blocks;
  }

  /**
   * What is wrong with a block that names its file; empty if nothing is.
   *
   * @param root where paths of files start
   */
  static Optional<String> problem(Block block, Path root) throws IOException {
    Path file = root.resolve(String.valueOf(block.file()));
    if (!Files.isRegularFile(file)) {
      return Optional.of("there is no file " + block.file());
    }
    List<String> lines = Files.readAllLines(file);
    List<String> shown = dedented(block.text());
    if (block.region() == null) {
      for (int i = 0; i + shown.size() <= lines.size(); i++) {
        if (dedented(lines.subList(i, i + shown.size())).equals(shown)) {
          return Optional.empty();
        }
      }
      return Optional.of("these are not lines that follow each other in " + block.file());
    }
    Optional<List<String>> region = region(lines, block.region());
    if (region.isEmpty()) {
      return Optional.of("there is no region " + block.region() + " in " + block.file());
    }
    List<String> wanted = dedented(region.get());
    return wanted.equals(shown)
        ? Optional.empty()
        : Optional.of(
            "region "
                + block.region()
                + " of "
                + block.file()
                + " is now:\n"
                + String.join("\n", wanted));
  }

  private static Optional<List<String>> region(List<String> lines, String name) {
    for (int i = 0; i < lines.size(); i++) {
      Matcher start = REGION.matcher(lines.get(i));
      if (start.matches() && start.group(1).equals(name)) {
        int end = i + 1;
        while (end < lines.size() && !END.matcher(lines.get(end)).matches()) {
          end++;
        }
        return Optional.of(lines.subList(i + 1, end));
      }
    }
    return Optional.empty();
  }

  /** Without the blanks that all lines begin with, and without empty lines at both ends. */
  private static List<String> dedented(List<String> lines) {
    int indent =
        lines.stream()
            .filter(l -> !l.isBlank())
            .mapToInt(l -> l.length() - l.stripLeading().length())
            .min()
            .orElse(0);
    List<String> cut =
        new ArrayList<>(
            lines.stream()
                .map(l -> l.isBlank() ? "" : l.substring(indent).stripTrailing())
                .toList());
    while (!cut.isEmpty() && cut.get(0).isEmpty()) {
      cut.remove(0);
    }
    while (!cut.isEmpty() && cut.get(cut.size() - 1).isEmpty()) {
      cut.remove(cut.size() - 1);
    }
    return cut;
  }
}
