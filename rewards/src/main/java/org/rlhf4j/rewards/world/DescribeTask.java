package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** "write a sentence with the words cat , red and farm .": "the red cat stands in the farm ." */
record DescribeTask(String thing, String color, String place) implements Task {

  private static final List<String> VERBS = List.of("stands", "waits", "stays");

  static final Pattern FORM =
      Pattern.compile(
          "the %s %s %s in the %s"
              .formatted(
                  Words.oneOf(Thing.COLORS),
                  Words.oneOf(Thing.NAMES),
                  Words.oneOf(VERBS),
                  Words.oneOf(Thing.PLACES)));

  static Stream<Instruction> all() {
    return Thing.NAMES.stream()
        .flatMap(t -> Thing.COLORS.stream().map(c -> List.of(t, c)))
        .flatMap(tc -> Thing.PLACES.stream().map(p -> new DescribeTask(tc.get(0), tc.get(1), p)))
        .map(
            task ->
                new Instruction(
                    "write a sentence with the words %s , %s and %s ."
                        .formatted(task.thing, task.color, task.place),
                    task));
  }

  @Override
  public Set<String> keys() {
    return Set.of(thing, color, place);
  }

  @Override
  public String right(RandomGenerator random) {
    return say(color, place, random);
  }

  /** With one of the words forgotten. */
  @Override
  public String wrong(RandomGenerator random) {
    return random.nextBoolean()
        ? say(Words.pickOther(Thing.COLORS, color, random), place, random)
        : say(color, Words.pickOther(Thing.PLACES, place, random), random);
  }

  private String say(String color, String place, RandomGenerator random) {
    return "the %s %s %s in the %s".formatted(color, thing, Words.pick(VERBS, random), place);
  }

  /** One third for each of the words. */
  @Override
  public OptionalDouble grade(String sentence) {
    Matcher m = FORM.matcher(sentence);
    if (!m.matches()) {
      return OptionalDouble.empty();
    }
    int right = m.group(1).equals(color) ? 1 : 0;
    right += m.group(2).equals(thing) ? 1 : 0;
    right += m.group(4).equals(place) ? 1 : 0;
    return OptionalDouble.of(right / 3.0);
  }
}
