package org.rlhf4j.api;

/**
 * What an alignment method cannot do without. A spec that does not offer it is refused before
 * anything runs.
 */
public enum Need {
  /** Prompts with answers to imitate: {@code data.demonstrations}. */
  DEMONSTRATIONS,
  /**
   * Preferred and rejected answers: {@code data.preferences}, or {@code feedback} that makes them.
   */
  PREFERENCES,
  /** Prompts to answer while training: {@code data.prompts}. */
  PROMPTS,
  /** A reward model: {@code reward}. */
  REWARD,
  /** A judge to ask while training: {@code feedback.judge}. */
  JUDGE
}
