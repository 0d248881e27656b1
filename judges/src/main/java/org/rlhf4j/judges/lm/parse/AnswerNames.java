package org.rlhf4j.judges.lm.parse;

import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The names of two answers.
 *
 * @param first worth 1
 * @param second worth 0
 * @param tie worth 1/2; null if there are no ties
 */
record AnswerNames(String first, String second, @Nullable String tie) implements Meaning {

  @Override
  public @Nullable Double of(String word) {
    String w = word.strip();
    Double exact = find(w, String::equals);
    // letters in the other case serve where they are no other label
    return exact != null || first.equalsIgnoreCase(second)
        ? exact
        : find(w, String::equalsIgnoreCase);
  }

  private @Nullable Double find(String word, BiPredicate<String, String> same) {
    if (same.test(word, first)) {
      return 1.0;
    }
    if (same.test(word, second)) {
      return 0.0;
    }
    if (tie != null && same.test(word, tie)) {
      return 0.5;
    }
    return null;
  }
}
