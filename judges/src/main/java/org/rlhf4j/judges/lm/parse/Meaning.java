package org.rlhf4j.judges.lm.parse;

import org.jspecify.annotations.Nullable;

/** What the word of a verdict is worth. */
@FunctionalInterface
interface Meaning {

  /** The value of a word; null if it is none of the words that are allowed. */
  @Nullable Double of(String word);
}
