package org.rlhf4j.runner.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.Position;

/** Everything that is wrong with a document, each with its place, so that all is told at once. */
public final class Problems {
  private record Problem(String path, String text) {}

  private final List<Problem> found = new ArrayList<>();
  private final Map<String, SortedSet<Integer>> lacking = new HashMap<>();

  /**
   * Notes a problem.
   *
   * @param path where, such as {@code methods[1].options.beta}; empty for the whole document
   * @param text what is wrong and what would be right
   */
  public void add(String path, String text) {
    found.add(new Problem(path, text));
  }

  /** Runs something whose {@link UserException} is a problem of this place. */
  public void catching(String path, Runnable action) {
    try {
      action.run();
    } catch (UserException e) {
      add(path, String.valueOf(e.getMessage()));
    }
  }

  /** Notes that a list lacks an element, since it could not be made at all. */
  void lacksElement(String path, int place) {
    lacking.computeIfAbsent(path, p -> new TreeSet<>()).add(place);
  }

  /**
   * The path of an element of a list that may lack elements before it.
   *
   * @param index among those that are there
   */
  public String pathOf(String path, int index) {
    int place = index;
    for (int missing : lacking.getOrDefault(path, new TreeSet<>())) {
      if (missing <= place) {
        place++;
      }
    }
    return path + "[" + place + "]";
  }

  /** Whether a list has all its elements, those with problems included. */
  public boolean isComplete(String path) {
    return !lacking.containsKey(path);
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Whether something is wrong at a path or below it; the empty path is the whole document. */
  public boolean under(String path) {
    if (path.isEmpty()) {
      return !found.isEmpty();
    }
    return found.stream()
        .anyMatch(
            p ->
                p.path.equals(path)
                    || p.path.startsWith(path + ".")
                    || p.path.startsWith(path + "["));
  }

  /** All problems in one message, in the order of the document. */
  public UserException in(JsonDocument document) {
    found.sort(Comparator.comparing(p -> order(document.position(p.path))));
    StringBuilder text = new StringBuilder(document.name());
    text.append(found.size() == 1 ? " has a problem:" : " has " + found.size() + " problems:");
    for (Problem problem : found) {
      text.append("\n  ").append(place(problem.path, document));
      text.append(problem.text.replace("\n", "\n    "));
    }
    return new UserException(text.toString());
  }

  private static String place(String path, JsonDocument document) {
    String where = document.where(path);
    return path.isEmpty() ? "" : path + (where.isEmpty() ? "" : " (" + where + ")") + ": ";
  }

  private static long order(@Nullable Position position) {
    return position == null ? 0 : ((long) position.line() << 32) + position.column();
  }
}
