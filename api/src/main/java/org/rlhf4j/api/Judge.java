package org.rlhf4j.api;

import java.util.List;

/** Compares answers: a person, a language model, or a simulation of either. */
public interface Judge extends AutoCloseable {

  /**
   * One verdict a comparison, in order. A judge may be biased by the order of presentation; whoever
   * needs an unbiased result asks for both orders.
   */
  List<Verdict> judge(List<Comparison> comparisons);

  @Override
  default void close() {}
}
