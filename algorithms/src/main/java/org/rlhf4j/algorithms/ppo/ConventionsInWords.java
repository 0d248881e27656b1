package org.rlhf4j.algorithms.ppo;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The conventions in force, for the log: in the spelling of specs, a few on each line. */
final class ConventionsInWords {
  private static final int WIDTH = 90;

  private ConventionsInWords() {}

  /** Lines of {@code name value} with commas between them. */
  static List<String> lines(PpoConventions conventions) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (RecordComponent component : PpoConventions.class.getRecordComponents()) {
      String choice = component.getName() + " " + spelled(value(conventions, component));
      if (!line.isEmpty() && line.length() + 2 + choice.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : ", ").append(choice);
    }
    lines.add(line.toString());
    return lines;
  }

  private static Object value(PpoConventions conventions, RecordComponent component) {
    try {
      return component.getAccessor().invoke(conventions);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String spelled(Object value) {
    return value instanceof Enum<?> choice
        ? choice.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : value.toString();
  }
}
