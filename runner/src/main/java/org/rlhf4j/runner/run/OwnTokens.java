package org.rlhf4j.runner.run;

import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;

/**
 * Token ids that stand in a file beside an answer. They count only for the tokenizer that wrote
 * them: where a policy reads another text in them, the answer is known by its text alone.
 */
public final class OwnTokens {
  private final Policy policy;
  private int foreign;

  /** For the answers that a policy is given. */
  public OwnTokens(Policy policy) {
    this.policy = policy;
  }

  /** The answer, without token ids that are another tokenizer's. */
  public Answer of(Answer answer) {
    int[] tokens = answer.tokens();
    if (tokens == null || policy.decode(tokens).equals(answer.text())) {
      return answer;
    }
    foreign++;
    return answer.withoutTokens();
  }

  /** The same with an answer of its own. */
  Demonstration of(Demonstration demonstration) {
    return new Demonstration(demonstration.prompt(), of(demonstration.answer()));
  }

  /** The same pair of such answers. */
  Preference of(Preference pair) {
    return new Preference(pair.prompt(), of(pair.chosen()), of(pair.rejected()), pair.batch());
  }

  /** How many answers had token ids of another tokenizer. */
  public int foreign() {
    return foreign;
  }
}
