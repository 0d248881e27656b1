package org.rlhf4j.judges.lm.model;

import java.util.List;
import org.rlhf4j.api.Cost;

/**
 * What a language model answered.
 *
 * @param text word for word; empty if it said nothing
 * @param trouble why there is nothing to read a verdict from, such as a refusal; empty if all is
 *     well
 * @param choices the alternatives at each position, where they were asked for
 * @param cost what it took
 * @param cutOff whether it was broken off before it ended, as a rule by the limit on its tokens
 */
public record Reply(
    String text, String trouble, List<TokenChoices> choices, Cost cost, boolean cutOff) {

  /** Copies the choices. */
  public Reply {
    choices = List.copyOf(choices);
  }

  /** One that ended, or of which that is not known. */
  public Reply(String text, String trouble, List<TokenChoices> choices, Cost cost) {
    this(text, trouble, choices, cost, false);
  }

  /** No answer. */
  public static Reply none(String trouble, Cost cost) {
    return new Reply("", trouble, List.of(), cost);
  }

  /** Whether there is an answer to read. */
  public boolean usable() {
    return trouble.isEmpty();
  }
}
