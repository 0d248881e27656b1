package org.rlhf4j.evaluators.diversity;

/** What answers are cut into before n-grams are counted. */
public enum TextUnit {
  /**
   * Runs of letters, marks and digits, and every other sign that is no white space by itself; upper
   * and lower case are different. The same for all models, so that models with different tokenizers
   * compare.
   */
  WORDS,
  /** The model's own tokens, the end-of-sequence token not counted. */
  MODEL_TOKENS
}
