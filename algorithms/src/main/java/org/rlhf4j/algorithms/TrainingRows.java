package org.rlhf4j.algorithms;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.LengthLimits;

/** Rows that training can use. */
public final class TrainingRows {

  private TrainingRows() {}

  /**
   * A prompt and an answer as token ids within the limits.
   *
   * @throws UserException if they do not fit into the policy's context, or nothing is left of the
   *     answer; the message names the prompt
   */
  public static TokenRow of(Policy policy, Prompt prompt, Answer answer, LengthLimits limits) {
    TokenRow row = policy.encode(prompt, answer);
    TokenRow cut;
    try {
      cut = limits.apply(row, policy.contextLength());
    } catch (UserException e) {
      throw new UserException("prompt \"" + prompt.id() + "\": " + e.getMessage(), e);
    }
    if (cut.completion().length == 0) {
      throw new UserException(
          "prompt \""
              + prompt.id()
              + "\": nothing of its answer is left to train on, because the prompt has "
              + row.prompt().length
              + " tokens and training.lengths.maxLength is "
              + limits.maxLength()
              + "; raise it or set training.lengths.maxPromptTokens below it");
    }
    return cut;
  }

  /** The rows at these indices, in their order. */
  public static List<TokenRow> pick(List<TokenRow> rows, int[] indices) {
    return Arrays.stream(indices).mapToObj(rows::get).toList();
  }

  /** Examples that the steps up to and including this one see. */
  public static long seen(List<int[]> steps, int step) {
    return steps.subList(0, step + 1).stream().mapToLong(examples -> examples.length).sum();
  }
}
