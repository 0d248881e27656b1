package org.rlhf4j.judges.revise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.PluginContext;

/** What answers are held to, and the questions about it. */
final class Principles {

  private Principles() {}

  /**
   * The principles of a spec: its texts, then those of its file, or ours if there are neither.
   *
   * @throws UserException if the file is not there or holds none, or a text is blank
   */
  static List<String> of(List<String> texts, @Nullable String path, PluginContext context) {
    if (texts.stream().anyMatch(String::isBlank)) {
      throw new UserException("a principle is blank; say it in words or take it out");
    }
    List<String> all = new ArrayList<>(texts);
    if (path != null) {
      Path file = context.resolve(path);
      try {
        List<String> lines = lines(Files.readString(file));
        if (lines.isEmpty()) {
          throw new UserException(file + " holds no principle; write one a line");
        }
        all.addAll(lines);
      } catch (IOException e) {
        throw new UserException(
            "the principles in " + file + " cannot be read: " + UserException.reason(e), e);
      }
    }
    return all.isEmpty() ? lines(resource("principles-v1")) : List.copyOf(all);
  }

  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
  }

  /** A text of ours. */
  static String resource(String name) {
    try (InputStream in = Principles.class.getResourceAsStream(name + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
