package org.rlhf4j.judges.lm.parse;

import java.util.List;
import org.rlhf4j.judges.lm.model.Reply;

/** Reads a verdict or a grade out of a usable reply. It never guesses. */
@FunctionalInterface
public interface ReplyParser {

  /** What the reply says. */
  Reading read(Reply reply);

  /** Labels whose probabilities this parser reads; empty if it reads text. */
  default List<String> labels() {
    return List.of();
  }
}
