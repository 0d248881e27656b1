package org.rlhf4j.judges.lm.model;

import java.util.List;

/**
 * What a language model is asked.
 *
 * @param id names it among the questions of one batch; randomness is drawn by it
 * @param system what the model is told about its task; may be empty
 * @param user the question itself
 * @param labels where the answer is one of these words and their probabilities are wanted; empty
 *     where the model shall write freely
 * @param repetition how often the same was asked before on purpose; an answer that is kept answers
 *     only the question of its own repetition
 */
public record Question(String id, String system, String user, List<String> labels, int repetition) {

  /** Copies the labels. */
  public Question {
    labels = List.copyOf(labels);
  }

  /** A question to be answered freely, asked for the first time. */
  public Question(String id, String system, String user) {
    this(id, system, user, List.of(), 0);
  }
}
