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

  /**
   * Asks, and stops early where answers are paid for and the first of them are of no use.
   *
   * @throws org.rlhf4j.api.UserException as above, and where the first answers are of no use
   */
  default List<Reply> ask(List<Question> questions, Usefulness usefulness) {
    return ask(questions);
  }

  /** What was asked since the last call of this, and forgets it. */
  default Tally tally() {
    return Tally.NOTHING;
  }

  @Override
  void close();
}
