package org.rlhf4j.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two answers to one prompt, in the order in which they are presented.
 *
 * @param id identifies the comparison within its batch of work; a judge's noise is drawn by it, so
 *     that the verdict does not depend on batches or order of work. The same pair presented the
 *     other way round has the same id.
 * @param prompt the question
 * @param first the answer presented first
 * @param second the answer presented second
 * @param rubric what this comparison is to be judged by, in words, beside what the judge goes by
 *     anyway; null for nothing
 * @param metadata names and values that travel with the comparison into records of it, such as the
 *     subset that it belongs to; judges do not look at it
 * @param repetition how often the same was asked before, on purpose; 0 for the first time. A
 *     verdict that is kept is given again to the same comparison of the same repetition only
 */
public record Comparison(
    String id,
    Prompt prompt,
    Answer first,
    Answer second,
    @Nullable String rubric,
    Map<String, String> metadata,
    int repetition) {

  private static final String AGAIN = "/again";

  public Comparison {
    if (repetition < 0) {
      throw new IllegalArgumentException("repetition is at least 0, got " + repetition);
    }
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** A comparison that is asked for the first time. */
  public Comparison(
      String id,
      Prompt prompt,
      Answer first,
      Answer second,
      @Nullable String rubric,
      Map<String, String> metadata) {
    this(id, prompt, first, second, rubric, metadata, 0);
  }

  /** A comparison without a rubric of its own. */
  public Comparison(String id, Prompt prompt, Answer first, Answer second) {
    this(id, prompt, first, second, null, Map.of());
  }

  /** The same comparison presented the other way round. */
  public Comparison swapped() {
    return new Comparison(id, prompt, second, first, rubric, metadata, repetition);
  }

  /**
   * The same comparison, to be asked once more: it has another id, so that a judge that draws at
   * random draws anew, and another {@code repetition}, so that no kept verdict answers it.
   */
  public Comparison again() {
    return new Comparison(id + AGAIN, prompt, first, second, rubric, metadata, repetition + 1);
  }

  /** The id that it had when it was asked for the first time. */
  public String firstId() {
    String first = id;
    for (int i = 0; i < repetition && first.endsWith(AGAIN); i++) {
      first = first.substring(0, first.length() - AGAIN.length());
    }
    return first;
  }
}
