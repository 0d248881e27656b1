package org.rlhf4j.evaluators.choices;

/** How probable a choice is among others. */
public enum ChoiceScore {
  /**
   * By the probability of its text, the end of sequence not counted: p(c | x) / sum of p(. | x).
   */
  TEXT,
  /** The same with the end of sequence after it: the probability that it is the whole answer. */
  WHOLE_ANSWER,
  /**
   * By the geometric mean of its tokens' probabilities, the end of sequence not counted, so that
   * long choices are not at a disadvantage; no probability of an event that the model knows.
   */
  PER_TOKEN
}
