package org.rlhf4j.api;

import java.util.Arrays;
import java.util.List;

/**
 * One sequence to score or to train on: a prompt, which is only conditioned on, and a completion,
 * whose tokens count.
 *
 * @param prompt token ids, at least one (a beginning-of-sequence id where the model has one)
 * @param completion token ids; the end-of-sequence id is part of it where the completion is whole
 */
public record TokenRow(int[] prompt, int[] completion) {

  public TokenRow {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("a row needs at least one prompt token to condition on");
    }
  }

  /** The rows at these indices, in the order of the indices. */
  public static List<TokenRow> pick(List<TokenRow> rows, int[] indices) {
    return Arrays.stream(indices).mapToObj(rows::get).toList();
  }

  /** Tokens in all. */
  public int length() {
    return prompt.length + completion.length;
  }

  /** The token at a position of the whole sequence. */
  public int token(int position) {
    return position < prompt.length ? prompt[position] : completion[position - prompt.length];
  }
}
