package org.rlhf4j.rewards.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;

/**
 * All instructions there are. The world is always the same: no seed of a run changes an
 * instruction, its number, or the side of the split that it stands on, so that no training prompt
 * of any run is an evaluation prompt of another.
 */
final class World {

  /** Larger families are thinned to this, so that none drowns the others. */
  private static final int LARGEST_FAMILY = 600;

  private static final double EVALUATION_SHARE = 0.2;

  private static final RandomStream FIXED = RandomStream.ofSeed(0).child("instruction-world");

  /** Every instruction; the index is its number. */
  static final List<Instruction> ALL = all();

  /** Numbers of the instructions that any run may train on. */
  static final List<Integer> TRAINING = numbers(false);

  /** Numbers of the others. */
  static final List<Integer> EVALUATION = numbers(true);

  private static final Map<String, Instruction> BY_PROMPT = byPrompt();

  private World() {}

  private static List<Instruction> all() {
    List<Stream<Instruction>> families =
        List.of(
            FactTask.all(),
            SumTask.all(),
            OppositeTask.all(),
            ListTask.all(),
            RequestTask.all(),
            OrderTask.all(),
            RepeatTask.all(),
            CompareTask.all(),
            DescribeTask.all(),
            PickTask.all());
    List<Instruction> all = new ArrayList<>();
    for (Stream<Instruction> family : families) {
      List<Instruction> members = family.toList();
      Arrays.stream(FIXED.child("thinning").permutation(members.size()))
          .limit(LARGEST_FAMILY)
          .sorted()
          .mapToObj(members::get)
          .forEach(all::add);
    }
    return List.copyOf(all);
  }

  private static Map<String, Instruction> byPrompt() {
    Map<String, Instruction> byPrompt = new LinkedHashMap<>();
    ALL.forEach(i -> byPrompt.put(i.prompt(), i));
    return byPrompt;
  }

  private static List<Integer> numbers(boolean evaluation) {
    RandomStream split = FIXED.child("split");
    return IntStream.range(0, ALL.size())
        .filter(i -> split.uniform(i) < EVALUATION_SHARE == evaluation)
        .boxed()
        .toList();
  }

  /** The prompt of an instruction; its id is the number of the instruction. */
  static Prompt prompt(int number) {
    return new Prompt("world-" + number, ALL.get(number).prompt());
  }

  /** The instruction behind a prompt, or null if it is not one of this world. */
  static @Nullable Instruction find(String prompt) {
    return BY_PROMPT.get(prompt.strip());
  }
}
