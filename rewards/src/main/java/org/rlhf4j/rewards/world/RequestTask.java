package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** "ask anna for the pen .": "dear anna , please give me the pen ." */
record RequestTask(String person, String thing) implements Task {

  private static final List<String> PEOPLE =
      List.of("anna", "ben", "clara", "david", "emma", "fred", "grace", "henry");

  /** What one person can give to another. */
  private static final List<String> GIVEN =
      Thing.ALL.stream()
          .filter(t -> Set.of("food", "tool").contains(t.kind()))
          .map(Thing::name)
          .toList();

  static final Pattern FORM =
      Pattern.compile(
          "dear %s , (please )?give me the %s"
              .formatted(Words.oneOf(PEOPLE), Words.oneOf(Thing.NAMES)));

  private static final List<String> QUESTIONS =
      List.of(
          "ask %s for the %s .",
          "how do i ask %s for the %s ?",
          "write to %s that i need the %s .",
          "tell %s to give me the %s .");

  static Stream<Instruction> all() {
    return PEOPLE.stream()
        .flatMap(p -> GIVEN.stream().map(g -> new RequestTask(p, g)))
        .flatMap(
            task ->
                QUESTIONS.stream()
                    .map(q -> new Instruction(q.formatted(task.person, task.thing), task)));
  }

  @Override
  public Set<String> keys() {
    return Set.of(person, thing);
  }

  @Override
  public String right(RandomGenerator random) {
    return "dear " + person + " , please give me the " + thing;
  }

  /** Without a please, and half of the time for something else. */
  @Override
  public String wrong(RandomGenerator random) {
    String wanted = random.nextBoolean() ? thing : Words.pickOther(GIVEN, thing, random);
    return "dear " + person + " , give me the " + wanted;
  }

  /** One third each for the person, the thing and the please. */
  @Override
  public OptionalDouble grade(String sentence) {
    Matcher m = FORM.matcher(sentence);
    if (!m.matches()) {
      return OptionalDouble.empty();
    }
    int right = m.group(1).equals(person) ? 1 : 0;
    right += m.group(2) != null ? 1 : 0;
    right += m.group(3).equals(thing) ? 1 : 0;
    return OptionalDouble.of(right / 3.0);
  }
}
