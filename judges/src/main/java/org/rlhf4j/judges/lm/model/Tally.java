package org.rlhf4j.judges.lm.model;

/**
 * Work that was done now, as opposed to what answers cost when they were first given.
 *
 * @param calls requests that were sent
 * @param hits answers that were known from before
 * @param retries requests that were sent again
 * @param failures questions that stay without an answer
 * @param money spent
 */
public record Tally(long calls, long hits, long retries, long failures, double money) {

  /** Nothing was done. */
  public static final Tally NOTHING = new Tally(0, 0, 0, 0, 0);

  /** Both together. */
  public Tally plus(Tally other) {
    return new Tally(
        calls + other.calls,
        hits + other.hits,
        retries + other.retries,
        failures + other.failures,
        money + other.money);
  }
}
