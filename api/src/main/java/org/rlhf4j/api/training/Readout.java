package org.rlhf4j.api.training;

/** Where a scalar head is read. */
public enum Readout {
  /** At the last token of the row: the reward of a whole answer. One output a row. */
  LAST_TOKEN,
  /**
   * Before each completion token: output t is the value of the state in which token t is chosen,
   * read at the token before it. One output a completion token.
   */
  BEFORE_EACH_TOKEN
}
