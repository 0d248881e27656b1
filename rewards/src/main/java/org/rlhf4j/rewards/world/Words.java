package org.rlhf4j.rewards.world;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Choosing among words, and patterns that match them. */
final class Words {

  /** Number words; the index is the number. */
  static final List<String> NUMBERS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");

  private Words() {}

  /** A regular expression whose group is one of these words. */
  static String oneOf(List<String> words) {
    return "(" + String.join("|", words) + ")";
  }

  static <T> T pick(List<T> from, RandomGenerator random) {
    return from.get(random.nextInt(from.size()));
  }

  /** Picks anything but one; the list must hold another. */
  static <T> T pickOther(List<T> from, T not, RandomGenerator random) {
    T picked = pick(from, random);
    while (picked.equals(not)) {
      picked = pick(from, random);
    }
    return picked;
  }

  /** So many different ones, in random order. */
  static <T> List<T> pickSeveral(List<T> from, int count, RandomGenerator random) {
    List<T> rest = new ArrayList<>(from);
    List<T> picked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      picked.add(rest.remove(random.nextInt(rest.size())));
    }
    return picked;
  }
}
