package org.rlhf4j.rewards.world;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** "say cold three times .": "cold cold cold ." */
record RepeatTask(String word, int times) implements ClosedTask {

  private static final List<Integer> TIMES = List.of(2, 3, 4, 5);

  static final Pattern FORM = Pattern.compile(Words.oneOf(OppositeTask.WORDS) + "(?: \\1)+");

  private static final List<String> QUESTIONS =
      List.of(
          "say %s %s times .",
          "repeat the word %s %s times .", "i want to read %s %s times .", "write %s %s times .");

  static Stream<Instruction> all() {
    return OppositeTask.WORDS.stream()
        .flatMap(w -> TIMES.stream().map(n -> new RepeatTask(w, n)))
        .flatMap(
            task ->
                QUESTIONS.stream()
                    .map(
                        q ->
                            new Instruction(
                                q.formatted(task.word, Words.NUMBERS.get(task.times)), task)));
  }

  @Override
  public Set<String> keys() {
    return Set.of(word);
  }

  @Override
  public String truth() {
    return say(times);
  }

  @Override
  public List<String> claims() {
    return TIMES.stream().map(this::say).toList();
  }

  private String say(int n) {
    return String.join(" ", Collections.nCopies(n, word));
  }
}
