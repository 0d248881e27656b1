package org.rlhf4j.rewards.world;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** "put in order : five two nine .": "the order is two five nine ." */
record OrderTask(List<Integer> numbers) implements Task {

  static final Pattern FORM =
      Pattern.compile("the order is (N(?: N)+)".replace("N", Words.oneOf(Words.NUMBERS)));

  private static final List<String> QUESTIONS =
      List.of("put in order : %s .", "sort these numbers : %s .");

  /** All triples of different numbers from one to nine that are not in order already. */
  static Stream<Instruction> all() {
    return IntStream.range(0, 729)
        .mapToObj(i -> List.of(i / 81 + 1, i / 9 % 9 + 1, i % 9 + 1))
        .filter(t -> t.stream().distinct().count() == 3)
        .filter(t -> !t.equals(sorted(t)))
        .map(OrderTask::new)
        .flatMap(
            task ->
                QUESTIONS.stream()
                    .map(q -> new Instruction(q.formatted(spell(task.numbers)), task)));
  }

  private static List<Integer> sorted(List<Integer> numbers) {
    return numbers.stream().sorted().toList();
  }

  private static String spell(List<Integer> numbers) {
    return numbers.stream().map(Words.NUMBERS::get).collect(Collectors.joining(" "));
  }

  @Override
  public Set<String> keys() {
    return numbers.stream().map(Words.NUMBERS::get).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String right(RandomGenerator random) {
    return "the order is " + spell(sorted(numbers)) + "";
  }

  @Override
  public String wrong(RandomGenerator random) {
    List<Integer> shuffled = Words.pickSeveral(numbers, numbers.size(), random);
    while (shuffled.equals(sorted(numbers))) {
      shuffled = Words.pickSeveral(numbers, numbers.size(), random);
    }
    return "the order is " + spell(shuffled) + "";
  }

  /** Numbers that stand at their place, as a share of the numbers wanted or given. */
  @Override
  public OptionalDouble grade(String sentence) {
    Matcher m = FORM.matcher(sentence);
    if (!m.matches()) {
      return OptionalDouble.empty();
    }
    List<Integer> given = Arrays.stream(m.group(1).split(" ")).map(Words.NUMBERS::indexOf).toList();
    List<Integer> wanted = sorted(numbers);
    long right =
        IntStream.range(0, Math.min(given.size(), wanted.size()))
            .filter(i -> given.get(i).equals(wanted.get(i)))
            .count();
    return OptionalDouble.of((double) right / Math.max(given.size(), wanted.size()));
  }
}
