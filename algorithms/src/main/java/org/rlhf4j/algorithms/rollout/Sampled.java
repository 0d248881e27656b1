package org.rlhf4j.algorithms.rollout;

import java.util.List;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;

/**
 * One answer that a policy gave.
 *
 * @param prompt what was asked
 * @param row prompt and answer as the policy saw them
 * @param completion the answer
 */
public record Sampled(Prompt prompt, TokenRow row, Completion completion) {

  /** What a reward scores. */
  public Response response() {
    return new Response(prompt, completion.answer());
  }

  /** What a reward scores, one each. */
  public static List<Response> responses(List<Sampled> samples) {
    return samples.stream().map(Sampled::response).toList();
  }

  /** Whether the answer ended by itself, with end-of-sequence. */
  public boolean ended() {
    return completion.finish() == Completion.Finish.STOP;
  }
}
