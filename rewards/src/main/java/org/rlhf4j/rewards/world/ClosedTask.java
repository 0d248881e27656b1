package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** A question with one right answer among several that people may give. */
sealed interface ClosedTask extends Task
    permits CompareTask, FactTask, OppositeTask, PickTask, RepeatTask, SumTask {

  /** The right answer. */
  String truth();

  /** All answers that people may give, the right one among them. */
  List<String> claims();

  @Override
  default String right(RandomGenerator random) {
    return truth();
  }

  @Override
  default String wrong(RandomGenerator random) {
    return Words.pickOther(claims(), truth(), random);
  }

  @Override
  default OptionalDouble grade(String sentence) {
    if (sentence.equals(truth())) {
      return OptionalDouble.of(1);
    }
    return claims().contains(sentence) ? OptionalDouble.of(0) : OptionalDouble.empty();
  }
}
