package org.rlhf4j.api;

import java.util.List;

/** Gives completions as vectors: what a policy offers whose model has states to read. */
public interface Embedding {

  /**
   * For each row one vector: the mean over the completion's tokens of the model's state at this
   * token, which has read the row up to there. The state of a transformer is its last hidden one,
   * behind the final normalisation. Vectors of one policy compare with each other, those of
   * different policies do not.
   *
   * @param rows what to read, each with a completion of at least one token
   * @return one vector per row, in order, all of one length and finite
   */
  List<float[]> embed(List<TokenRow> rows);
}
