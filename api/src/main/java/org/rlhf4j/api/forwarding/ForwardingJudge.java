package org.rlhf4j.api.forwarding;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Verdict;

/** A judge that asks another. What is not overridden is the wrapped judge's, its panel included. */
public interface ForwardingJudge extends Judge {

  /** Who answers; always the same. */
  Judge wrapped();

  @Override
  default List<Verdict> judge(List<Comparison> comparisons) {
    return wrapped().judge(comparisons);
  }

  @Override
  default Map<String, Judge> panel() {
    return wrapped().panel();
  }

  /** The wrapper's own, where it has one, and those of the judge behind it. */
  @Override
  default List<Stateful> states() {
    return Stream.concat(Judge.super.states().stream(), wrapped().states().stream()).toList();
  }

  @Override
  default boolean changesWhileJudging() {
    return this instanceof Stateful || wrapped().changesWhileJudging();
  }

  @Override
  default String fingerprint() {
    return wrapped().fingerprint();
  }

  @Override
  default void close() {
    wrapped().close();
  }
}
