package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rlhf4j.api.math.RandomStream;

/** "which word is last : cold old fast ?": "the last word is fast ." */
record PickTask(List<String> words, boolean first) implements ClosedTask {

  static final Pattern FORM =
      Pattern.compile("the (first|last) word is " + Words.oneOf(OppositeTask.WORDS));

  private static final int LISTS = 300;

  /** Some of the many lists of three words: always the same ones. */
  static Stream<Instruction> all() {
    RandomGenerator random = RandomStream.ofSeed(0).child("pick").generator();
    return IntStream.range(0, LISTS)
        .mapToObj(i -> Words.pickSeveral(OppositeTask.WORDS, 3, random))
        .distinct()
        .flatMap(words -> Stream.of(new PickTask(words, true), new PickTask(words, false)))
        .map(
            task ->
                new Instruction(
                    "which word is %s : %s ?".formatted(task.where(), String.join(" ", task.words)),
                    task));
  }

  private String where() {
    return first ? "first" : "last";
  }

  @Override
  public Set<String> keys() {
    return Set.of(where());
  }

  @Override
  public String truth() {
    return claim(words.get(first ? 0 : words.size() - 1));
  }

  @Override
  public List<String> claims() {
    return words.stream().map(this::claim).toList();
  }

  private String claim(String word) {
    return "the " + where() + " word is " + word;
  }
}
