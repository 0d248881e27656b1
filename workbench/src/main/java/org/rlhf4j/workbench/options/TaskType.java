package org.rlhf4j.workbench.options;

/** What people are asked to do. */
public enum TaskType {
  /** Say which of two answers is better, in four grades. */
  PAIRWISE,
  /** Order several answers, the best first. */
  RANKING,
  /** Write the answer. */
  DEMONSTRATION,
  /** Rate each answer on named scales. */
  RATING,
  /** Mark the errors of each answer, and how assertive it sounds. */
  ERROR_FLAGS
}
