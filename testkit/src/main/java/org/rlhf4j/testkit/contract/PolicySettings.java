package org.rlhf4j.testkit.contract;

import java.util.List;
import java.util.OptionalInt;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;

/** What a test of a policy tells of it: the part of {@link PolicyContract} that is not a rule. */
public interface PolicySettings extends Contract<Policy> {

  /** Three prompts of different lengths that the policy can answer. */
  default List<Prompt> prompts() {
    return List.of(new Prompt("1", "a"), new Prompt("2", "b a"), new Prompt("3", "b"));
  }

  /** A text that the policy can read as an answer. */
  default String text() {
    return "b a";
  }

  /** Most tokens of an answer in these tests: at least 2, and there must be room for them. */
  default int maxNewTokens() {
    return 3;
  }

  /** Whether {@link Policy#likelihood} is there. */
  default boolean hasLikelihood() {
    return true;
  }

  /** Whether {@link Policy#generateFrom(List, int, Decoding, RandomStream)} works. */
  default boolean generatesFromTokens() {
    return true;
  }

  /**
   * How many tokens can be drawn, ids from 0, where the distribution is inverted in the order of
   * ids; empty leaves out what needs to see whole distributions.
   */
  default OptionalInt vocabularySize() {
    return OptionalInt.empty();
  }

  /** Greatest difference between log-probabilities that rounding explains, relative above 1. */
  default double tolerance() {
    return 1e-5;
  }
}
