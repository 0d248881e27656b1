package org.rlhf4j.judges.lm.parse;

import java.util.List;
import org.rlhf4j.judges.lm.model.Reply;

/** Reads a verdict or a grade out of a usable reply. It never guesses. */
@FunctionalInterface
public interface ReplyParser {

  /** What the reply says. */
  Reading read(Reply reply);

  /** What to change in a spec where this parser finds nothing in any answer. */
  default String remedy() {
    return "The template must ask for what the parser reads: set \"template\" to one of ours and"
        + " leave \"parser\" out, or \"parser\": {\"kind\": \"brackets\"} ([[A]]),"
        + " {\"kind\": \"regex\", \"pattern\": \"...\"} or {\"kind\": \"json\", \"key\":"
        + " \"...\"} to what the model writes; a larger \"maxTokens\" where answers are cut"
        + " off before their verdict";
  }

  /** Labels whose probabilities this parser reads; empty if it reads text. */
  default List<String> labels() {
    return List.of();
  }
}
