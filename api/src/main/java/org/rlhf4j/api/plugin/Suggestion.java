package org.rlhf4j.api.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** "Did you mean": the nearest of the words that would have been right. */
public final class Suggestion {
  /** More names than this in a folder are not looked at. */
  private static final int MOST_FILES = 10_000;

  /** Longer words are not misspelt names. */
  private static final int LONGEST = 200;

  private Suggestion() {}

  /**
   * The words {@code did you mean "x"?} and a blank for the nearest candidate by edit distance, or
   * nothing where none is near (more than a third of the letters differ). Two neighbouring letters
   * in the wrong order differ once.
   */
  public static String among(String word, Collection<String> candidates) {
    return nearest(word, candidates).map(c -> "did you mean \"" + c + "\"? ").orElse("");
  }

  /**
   * The nearest file or folder to one that is not there: the first name on its path that does not
   * exist is taken for a misspelling of one that does.
   *
   * @return a path that exists, or nothing where none is near
   */
  public static Optional<Path> file(Path missing) {
    Path absent = missing.toAbsolutePath().normalize();
    Path rest = Path.of("");
    while (absent.getParent() != null && !Files.isDirectory(absent.getParent())) {
      rest = absent.getFileName().resolve(rest);
      absent = absent.getParent();
    }
    Path folder = absent.getParent();
    if (folder == null || Files.exists(absent)) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.limit(MOST_FILES).forEach(file -> names.add(file.getFileName().toString()));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
    Path tail = rest;
    return nearest(absent.getFileName().toString(), names)
        .map(name -> folder.resolve(name).resolve(tail).normalize())
        .filter(Files::exists);
  }

  private static Optional<String> nearest(String word, Collection<String> candidates) {
    String w = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(
            Comparator.comparingInt((String c) -> distance(w, c.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .filter(c -> 3 * distance(w, c.toLowerCase(Locale.ROOT)) <= Math.max(c.length(), 3));
  }

  /** Letters to add, leave out, change or swap with their neighbour (optimal string alignment). */
  private static int distance(String a, String b) {
    if (Math.max(a.length(), b.length()) > LONGEST) {
      return a.equals(b) ? 0 : LONGEST;
    }
    int[][] rows = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          rows[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = rows[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        rows[i][j] = swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
      }
    }
    return rows[a.length()][b.length()];
  }
}
