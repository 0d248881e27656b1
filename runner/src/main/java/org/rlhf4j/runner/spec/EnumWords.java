package org.rlhf4j.runner.spec;

import java.util.List;
import java.util.stream.Stream;

/** The words of a choice among the constants of an enum, as specs have them. */
public final class EnumWords {
  private EnumWords() {}

  /** In the order of the constants, in kebab-case. */
  public static List<String> of(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(c -> ScalarOptions.name((Enum<?>) c)).toList();
  }
}
