package org.rlhf4j.testkit;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/** Options as JSON in one line, in the words of specs. */
final class OptionsJson {

  private OptionsJson() {}

  /** A part: its id, and those of its options that decide what comes of it. */
  static String of(Part<?> part) {
    return "{\"id\":" + text(part.plugin().id()) + ",\"options\":" + of(part.options()) + "}";
  }

  /** Whatever options and rows hold. */
  static String of(@Nullable Object value) {
    if (value instanceof Part<?> part) {
      return of(part);
    }
    if (value instanceof Record record) {
      return record(record);
    }
    if (value instanceof List<?> list) {
      StringJoiner array = new StringJoiner(",", "[", "]");
      list.forEach(element -> array.add(of(element)));
      return array.toString();
    }
    if (value instanceof Map<?, ?> map) {
      StringJoiner object = new StringJoiner(",", "{", "}");
      map.forEach((key, element) -> object.add(text(String.valueOf(key)) + ":" + of(element)));
      return object.toString();
    }
    if (value instanceof Enum<?> constant) {
      return text(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
      return "null"; // JSON has no such number
    }
    return value == null || value instanceof Boolean || value instanceof Number
        ? String.valueOf(value)
        : text(value.toString());
  }

  private static String record(Record record) {
    StringJoiner object = new StringJoiner(",", "{", "}");
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Option option = component.getAnnotation(Option.class);
      if (option == null || !option.howOnly()) {
        object.add(text(component.getName()) + ":" + of(RecordComponents.get(record, component)));
      }
    }
    return object.toString();
  }

  private static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
