package org.rlhf4j.api.plugin;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** "Did you mean": the nearest of the words that would have been right. */
public final class Suggestion {
  /** Nobody mistypes a longer one, and comparing takes as long as it is. */
  private static final int LONGEST_WORD = 200;

  private Suggestion() {}

  /**
   * The words {@code did you mean "x"?} and a blank for the nearest candidate by edit distance, or
   * nothing where none is near (more than a third of the letters differ).
   */
  public static String among(String word, Collection<String> candidates) {
    if (word.length() > LONGEST_WORD) {
      return "";
    }
    String w = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(c -> distance(w, c.toLowerCase(Locale.ROOT))))
        .filter(c -> 3 * distance(w, c.toLowerCase(Locale.ROOT)) <= Math.max(c.length(), 3))
        .map(c -> "did you mean \"" + c + "\"? ")
        .orElse("");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
