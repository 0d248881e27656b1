package org.rlhf4j.runner.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.json.Position;

/** Everything that is wrong with a document, each with its place, so that all is told at once. */
public final class Problems {
  /** More than are shown, so that these are the first ones of the document in most cases. */
  private static final int KEPT = 1000;

  private static final int PATH_LETTERS = 300;

  private record Problem(String path, String text) {}

  private final List<Problem> found = new ArrayList<>();
  private int count;

  /** Paths of all problems, and of everything around them. */
  private final Set<String> touched = new HashSet<>();

  private final Map<String, SortedSet<Integer>> lacking = new HashMap<>();

  /**
   * Notes a problem.
   *
   * @param path where, such as {@code methods[1].options.beta}; empty for the whole document
   * @param text what is wrong and what would be right
   */
  public void add(String path, String text) {
    count++;
    touch(path);
    if (found.size() < KEPT) {
      found.add(new Problem(path, text));
    }
  }

  private void touch(String path) {
    if (!touched.add(path)) {
      return;
    }
    for (int end = path.length() - 1; end > 0; end--) {
      char c = path.charAt(end);
      if ((c == '.' || c == '[') && !touched.add(path.substring(0, end))) {
        return; // then what is around it is there too
      }
    }
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
    return count == 0;
  }

  /** Whether something is wrong at a path or below it; the empty path is the whole document. */
  public boolean under(String path) {
    return path.isEmpty() ? count > 0 : touched.contains(path);
  }

  /** All problems in one message, in the order of the document. */
  public UserException in(JsonDocument document) {
    found.sort(Comparator.comparing(p -> order(document.position(p.path))));
    List<String> words = found.stream().map(p -> inWords(p, document)).toList();
    return new UserException(
        document.name()
            + (count == 1 ? " has a problem:" : " has " + count + " problems:")
            + ("\n" + Excerpt.lines(words, count)).replace("\n", "\n  "));
  }

  private static String inWords(Problem problem, JsonDocument document) {
    return place(problem.path, document) + problem.text.replace("\n", "\n  ");
  }

  private static String place(String path, JsonDocument document) {
    String where = document.where(path);
    String shown = Excerpt.text(path, PATH_LETTERS);
    return path.isEmpty() ? "" : shown + (where.isEmpty() ? "" : " (" + where + ")") + ": ";
  }

  private static long order(@Nullable Position position) {
    return position == null ? 0 : ((long) position.line() << 32) + position.column();
  }
}
