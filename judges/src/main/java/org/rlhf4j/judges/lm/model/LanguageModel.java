package org.rlhf4j.judges.lm.model;

import java.util.List;

/** A language model that can be asked. */
public interface LanguageModel extends AutoCloseable {

  /**
   * Asks.
   *
   * @return one reply a question, in order, whatever the order of work
   * @throws org.rlhf4j.api.UserException if it cannot go on; what was answered and paid for so far
   *     is kept where the model has a place for it
   */
  List<Reply> ask(List<Question> questions);

  /** What was asked since the last call of this, and forgets it. */
  default Tally tally() {
    return Tally.NOTHING;
  }

  @Override
  void close();
}
