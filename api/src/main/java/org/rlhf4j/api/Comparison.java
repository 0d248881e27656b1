package org.rlhf4j.api;

/**
 * Two answers to one prompt, in the order in which they are presented.
 *
 * @param id identifies the comparison within its batch of work; a judge's noise is drawn by it, so
 *     that the verdict does not depend on batches or order of work. The same pair presented the
 *     other way round has the same id.
 * @param prompt the question
 * @param first the answer presented first
 * @param second the answer presented second
 */
public record Comparison(String id, Prompt prompt, Answer first, Answer second) {

  /** The same comparison presented the other way round. */
  public Comparison swapped() {
    return new Comparison(id, prompt, second, first);
  }
}
