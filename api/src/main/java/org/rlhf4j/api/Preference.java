package org.rlhf4j.api;

import org.jspecify.annotations.Nullable;

/**
 * A prompt with two answers, of which one was preferred.
 *
 * @param prompt the question
 * @param chosen the preferred answer
 * @param rejected the other answer
 * @param batch names what pairs come from together, such as one ranking of several answers: pairs
 *     of one prompt and one batch are seen in one step; null for a pair of its own
 */
public record Preference(Prompt prompt, Answer chosen, Answer rejected, @Nullable String batch) {

  /** A pair of its own. */
  public Preference(Prompt prompt, Answer chosen, Answer rejected) {
    this(prompt, chosen, rejected, null);
  }
}
