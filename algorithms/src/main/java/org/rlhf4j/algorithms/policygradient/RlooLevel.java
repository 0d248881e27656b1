package org.rlhf4j.algorithms.policygradient;

/** What is one action to {@code rloo}. */
public enum RlooLevel {
  /** A whole answer: all answers weigh the same. */
  SEQUENCE,
  /** A token: all tokens of the step weigh the same, so that long answers weigh more. */
  TOKEN
}
