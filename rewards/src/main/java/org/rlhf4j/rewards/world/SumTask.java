package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * "what is two plus three ?": "two plus three is five ." Operands and results are at most twelve;
 * people are off by at most two.
 */
record SumTask(int a, int b, boolean plus) implements ClosedTask {

  private static final int LARGEST_ERROR = 2;

  static final Pattern FORM =
      Pattern.compile("N (?:plus|minus) N is N".replace("N", Words.oneOf(Words.NUMBERS)));

  private static final List<String> PLUS =
      List.of(
          "what is %s plus %s ?",
          "add %s and %s .", "what is the sum of %s and %s ?", "how much is %s plus %s ?");

  private static final List<String> MINUS =
      List.of(
          "what is %s minus %s ?", "how much is %s minus %s ?", "what is left of %s without %s ?");

  private static final String PLUS_STORY = "i have %s # and get %s more . how many # do i have ?";
  private static final String MINUS_STORY = "i have %s # and lose %s . how many # do i have ?";

  private static final List<String> COUNTED = List.of("books", "cups", "eggs", "coins");

  static Stream<Instruction> all() {
    return IntStream.range(0, 36)
        .boxed()
        .flatMap(i -> pair(i / 6 + 1, i % 6 + 1))
        .flatMap(task -> task.questions().map(q -> new Instruction(q, task)));
  }

  private static Stream<SumTask> pair(int a, int b) {
    return Stream.of(new SumTask(a, b, true), new SumTask(a + b, b, false));
  }

  private Stream<String> questions() {
    String story = plus ? PLUS_STORY : MINUS_STORY;
    Stream<String> stories = COUNTED.stream().map(c -> story.replace("#", c));
    return Stream.concat((plus ? PLUS : MINUS).stream(), stories)
        .map(q -> q.formatted(Words.NUMBERS.get(a), Words.NUMBERS.get(b)));
  }

  @Override
  public Set<String> keys() {
    return Stream.of(a, b).map(Words.NUMBERS::get).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String truth() {
    return claim(result());
  }

  @Override
  public List<String> claims() {
    return IntStream.rangeClosed(result() - LARGEST_ERROR, result() + LARGEST_ERROR)
        .filter(r -> r >= 0 && r < Words.NUMBERS.size())
        .mapToObj(this::claim)
        .toList();
  }

  private int result() {
    return plus ? a + b : a - b;
  }

  private String claim(int result) {
    return "%s %s %s is %s"
        .formatted(
            Words.NUMBERS.get(a),
            plus ? "plus" : "minus",
            Words.NUMBERS.get(b),
            Words.NUMBERS.get(result));
  }
}
