package org.rlhf4j.judges.lm.model;

import java.util.function.Function;

/**
 * What answers are asked for, and so when one is of no use.
 *
 * @param reading why an answer is of no use, or nothing if it is of use
 * @param remedy the line of a spec that mends it, where none is
 */
public record Usefulness(Function<Reply, String> reading, String remedy) {

  /** Any answer is of use. */
  public static final Usefulness ANY =
      new Usefulness(
          reply -> "",
          "Look at the words above: another \"model\" may answer, or a larger \"maxTokens\" leave"
              + " room for an answer");

  /** Why an answer is of no use; nothing if it is of use. */
  public String trouble(Reply reply) {
    return reply.usable() ? reading.apply(reply) : reply.trouble();
  }
}
