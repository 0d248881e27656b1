package org.rlhf4j.judges.lm.endpoint;

import org.rlhf4j.api.Option;

/**
 * What one start of the program may spend at an endpoint. It is one budget for all that name the
 * same endpoint with the same limits: feedback, evaluators and data, over all seeds and sweeps of a
 * spec.
 *
 * @param calls most requests, repeated ones counted; 0 for no limit
 * @param money most money, in the unit of the prices; 0 for no limit
 * @param promptPrice of a million tokens that the model reads
 * @param completionPrice of a million tokens that it writes
 */
public record BudgetOptions(
    @Option(value = "most requests, repeated ones counted; 0: no limit", min = 0, howOnly = true)
        long calls,
    @Option(value = "most money, in the unit of the prices; 0: no limit", min = 0, howOnly = true)
        double money,
    @Option(value = "of a million tokens that the model reads", min = 0, howOnly = true)
        double promptPrice,
    @Option(value = "of a million tokens that the model writes", min = 0, howOnly = true)
        double completionPrice) {

  /** No limit, no prices. */
  public BudgetOptions() {
    this(0, 0, 0, 0);
  }

  /** Checks that they fit together. */
  public BudgetOptions {
    if (money > 0 && promptPrice == 0 && completionPrice == 0) {
      throw new IllegalArgumentException(
          "a limit on money needs promptPrice and completionPrice, of a million tokens");
    }
  }

  /** Whether there is any limit. */
  boolean limits() {
    return calls > 0 || money > 0;
  }

  double price(long promptTokens, long completionTokens) {
    return (promptTokens * promptPrice + completionTokens * completionPrice) / 1e6;
  }
}
