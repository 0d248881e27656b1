package org.rlhf4j.rewards.world;

import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * What an instruction asks for: how one answers it rightly and wrongly, and how an answer is
 * graded. An answer is one sentence, here without its full stop.
 */
sealed interface Task permits ClosedTask, DescribeTask, ListTask, OrderTask, RequestTask {

  /** Words that every answer to this question mentions; without any of them it answers another. */
  Set<String> keys();

  /** A right answer. */
  String right(RandomGenerator random);

  /** An answer of the same form that is not right. */
  String wrong(RandomGenerator random);

  /**
   * How right a sentence is, in [0, 1]; empty if it does not answer this question, rightly or
   * wrongly.
   */
  OptionalDouble grade(String sentence);
}
