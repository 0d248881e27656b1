package org.rlhf4j.api;

import java.util.List;

/**
 * Some of the work of a method, an evaluator or a reward that is fitted, counted before it is done,
 * so that a run can be estimated. A row is a prompt with one answer.
 *
 * @param kind what is done with the rows
 * @param rows which rows they are
 * @param count how many, each as often as it is used
 * @param maxNewTokens the longest answer of {@link Rows#OWN} rows, in tokens; 0 for rows of the
 *     data, whose length is known, and where nobody knows
 */
public record Work(Kind kind, Rows rows, long count, int maxNewTokens) {

  /** What is done with rows. */
  public enum Kind {
    /** The policy draws their answers. */
    GENERATE,
    /** A model reads them: log-probabilities or values, without learning. */
    READ,
    /** The policy learns from them: forward and backward. */
    LEARN,
    /** A second network, such as a value model, learns from them. */
    LEARN_SCALAR,
    /** The reward scores them. */
    REWARD,
    /** The judge is asked about them: one request each. */
    JUDGE
  }

  /** Which rows. */
  public enum Rows {
    /** Demonstrations of the data. */
    DEMONSTRATIONS,
    /** Answers of preference pairs, two a pair. */
    PREFERENCES,
    /** Answers that a policy draws. */
    OWN
  }

  public Work {
    if (count < 0 || maxNewTokens < 0) {
      throw new IllegalArgumentException("work cannot be negative: " + count + ", " + maxNewTokens);
    }
  }

  /** It is known that no model, reward or judge has to work. */
  public static List<Work> nothing() {
    return List.of(onOwn(Kind.READ, 0, 0));
  }

  /** Work on rows of the data. */
  public static Work on(Kind kind, Rows rows, long count) {
    return new Work(kind, rows, count, 0);
  }

  /** Work on answers of a policy. */
  public static Work onOwn(Kind kind, long count, int maxNewTokens) {
    return new Work(kind, Rows.OWN, count, maxNewTokens);
  }

  /**
   * How much there is to work on.
   *
   * @param demonstrations rows
   * @param prompts to answer while training
   * @param preferences pairs; those that feedback will make are counted too
   * @param evaluation prompts that every method answers at the end
   * @param evaluationTokens most tokens of such an answer
   */
  public record Amounts(
      int demonstrations, int prompts, int preferences, int evaluation, int evaluationTokens) {}
}
