package org.rlhf4j.rewards.world;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** "what is the opposite of hot ?": "the opposite of hot is cold ." */
record OppositeTask(String word, String opposite) implements ClosedTask {

  private static final List<List<String>> PAIRS =
      """
      hot cold
      fast slow
      happy sad
      old new
      wet dry
      hard soft
      rich poor
      near far
      full empty
      early late
      clean dirty
      light dark
      strong weak
      loud quiet
      high low
      open closed
      """
          .lines()
          .map(line -> List.of(line.split(" ")))
          .toList();

  /** All words that have an opposite. */
  static final List<String> WORDS = PAIRS.stream().flatMap(List::stream).toList();

  static final Pattern FORM =
      Pattern.compile("the opposite of (W) is (W)".replace("(W)", Words.oneOf(WORDS)));

  private static final List<String> QUESTIONS =
      List.of(
          "what is the opposite of %s ?",
          "which word is the opposite of %s ?",
          "tell me the opposite of %s .",
          "name the opposite of %s .",
          "what word means not %s ?",
          "i do not want %s . what is the opposite ?");

  static Stream<Instruction> all() {
    return PAIRS.stream()
        .flatMap(
            p ->
                Stream.of(
                    new OppositeTask(p.get(0), p.get(1)), new OppositeTask(p.get(1), p.get(0))))
        .flatMap(
            task -> QUESTIONS.stream().map(q -> new Instruction(q.formatted(task.word), task)));
  }

  @Override
  public Set<String> keys() {
    return Set.of(word);
  }

  @Override
  public String truth() {
    return claim(opposite);
  }

  @Override
  public List<String> claims() {
    return WORDS.stream().map(this::claim).toList();
  }

  private String claim(String claimed) {
    return "the opposite of " + word + " is " + claimed;
  }
}
