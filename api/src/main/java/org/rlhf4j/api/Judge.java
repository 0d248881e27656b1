package org.rlhf4j.api;

import java.util.List;
import java.util.Map;

/** Compares answers: a person, a language model, or a simulation of either. */
public interface Judge extends AutoCloseable {

  /**
   * One verdict a comparison, in order. A judge may be biased by the order of presentation; whoever
   * needs an unbiased result asks for both orders.
   */
  List<Verdict> judge(List<Comparison> comparisons);

  /**
   * The judges of whom each comparison asks one, by their names, in order: the annotators of a
   * pool. Whoever measures how far they agree asks all of them the same. Empty for a judge that is
   * one. They are closed with the judge that they belong to.
   */
  default Map<String, Judge> panel() {
    return Map.of();
  }

  /**
   * What is kept of this judge in the checkpoints of a run, so that interrupted work goes on with
   * the same verdicts: the judge itself where it is {@link Stateful}. A judge that asks others
   * answers for them, in an order that does not change.
   */
  default List<Stateful> states() {
    return this instanceof Stateful state ? List.of(state) : List.of();
  }

  /**
   * Whether a verdict also depends on what was judged before. Nothing can be measured by such a
   * judge. True for whatever has a state, unless it says otherwise; a judge that asks others
   * answers for them.
   */
  default boolean changesWhileJudging() {
    return !states().isEmpty();
  }

  /**
   * What this judge decides by beside its options in the spec, in a few letters: a digest of the
   * files that it has read, or its random stream. Judges of equal options and equal fingerprints
   * say the same, so that a verdict may be kept under both. Empty where the options say everything.
   */
  default String fingerprint() {
    return "";
  }

  @Override
  default void close() {}
}
