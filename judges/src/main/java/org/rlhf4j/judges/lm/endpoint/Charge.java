package org.rlhf4j.judges.lm.endpoint;

/**
 * What an endpoint charges for a request.
 *
 * @param known whether it says so, or the request cannot have cost anything
 * @param promptTokens that it counted; 0 if unknown
 * @param completionTokens likewise
 */
record Charge(boolean known, long promptTokens, long completionTokens) {

  static final Charge NOTHING = new Charge(true, 0, 0);

  /** The request came to no end that was seen, or its end told no numbers. */
  static final Charge UNKNOWN = new Charge(false, 0, 0);

  /** By counts, of which -1 says that there is none. */
  static Charge of(long promptTokens, long completionTokens, Charge otherwise) {
    return promptTokens < 0 || completionTokens < 0
        ? otherwise
        : new Charge(true, promptTokens, completionTokens);
  }
}
