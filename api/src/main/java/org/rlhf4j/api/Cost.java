package org.rlhf4j.api;

/**
 * What an answer of a judge took.
 *
 * @param calls requests to a language model or a service
 * @param promptTokens tokens that it read
 * @param completionTokens tokens that it wrote
 * @param money in the unit of the price that the spec names; 0 where none is named
 * @param seconds of waiting
 */
public record Cost(
    int calls, long promptTokens, long completionTokens, double money, double seconds) {

  /** Nothing. */
  public static final Cost NONE = new Cost(0, 0, 0, 0, 0);

  /** Both together. */
  public Cost plus(Cost other) {
    return new Cost(
        calls + other.calls,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        money + other.money,
        seconds + other.seconds);
  }
}
