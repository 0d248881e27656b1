package org.rlhf4j.runner.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.runner.json.JsonText;

/**
 * Options records as people read them: one line for each option, nested records unfolded, those in
 * lists too.
 */
public final class OptionsTable {
  private final List<Line> lines = new ArrayList<>();

  private OptionsTable() {}

  /**
   * One option.
   *
   * @param name its path, such as {@code training.optimizer.learningRate}
   * @param type what it may be, in words
   * @param fallback its default as JSON; {@code required} where it must be given, {@code -} where
   *     it may be left out
   * @param doc what it does
   */
  public record Line(String name, String type, String fallback, String doc) {}

  /** The options of a plugin. */
  public static List<Line> of(Record defaults) {
    OptionsTable table = new OptionsTable();
    table.add(defaults.getClass(), defaults, "");
    return table.lines;
  }

  private void add(Class<?> type, @Nullable Record base, String prefix) {
    for (RecordComponent component : type.getRecordComponents()) {
      Object value = base == null ? null : Records.get(base, component);
      Option option = component.getAnnotation(Option.class);
      String name = prefix + component.getName();
      if (component.getType().isRecord() && component.getType() != Part.class) {
        Record nested = value instanceof Record r ? r : Records.fresh(component.getType());
        add(component.getType(), nested, name + ".");
        continue;
      }
      boolean mustBeGiven = option != null && option.required();
      boolean hasNoDefault = base == null && !Records.isNullable(component);
      boolean required = value == null && (mustBeGiven || hasNoDefault);
      String fallback = required ? "required" : value == null ? "-" : text(value);
      lines.add(
          new Line(
              name,
              type(component.getGenericType(), option),
              fallback,
              option == null ? "" : doc(option)));
      Class<?> element = elementRecord(component.getGenericType());
      if (element != null) {
        add(element, Records.fresh(element), name + "[].");
      }
    }
  }

  private static String doc(Option option) {
    return option.convention() ? option.value() + " (a convention)" : option.value();
  }

  /** The record that lists or maps of this type hold, or null. */
  private static @Nullable Class<?> elementRecord(Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() != Part.class) {
      Type[] arguments = generic.getActualTypeArguments();
      return arguments[arguments.length - 1] instanceof Class<?> c && c.isRecord() ? c : null;
    }
    return null;
  }

  /** The value of a component as it is written in specs; {@code -} for none. */
  public static String text(Record record, RecordComponent component) {
    Object value = Records.get(record, component);
    return value == null ? "-" : text(value);
  }

  private static String text(Object value) {
    return value instanceof Double d
        ? ScalarOptions.plain(d)
        : JsonText.line(OptionsWriter.value(value));
  }

  private static String type(Type type, @Nullable Option option) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Part.class) {
        return "a " + Kinds.making(arguments[0]).getValue();
      }
      return "list or map of " + type(arguments[arguments.length - 1], option);
    }
    Class<?> c = (Class<?>) type;
    if (c.isEnum()) {
      return String.join(
          " | ",
          Stream.of(c.getEnumConstants()).map(x -> ScalarOptions.name((Enum<?>) x)).toList());
    }
    String range = option == null ? "" : ScalarOptions.range(option.min(), option.max());
    String word =
        switch (c.getSimpleName().toLowerCase(Locale.ROOT)) {
          case "int", "integer", "long" -> "whole number";
          case "double" -> "number";
          case "boolean" -> "true | false";
          default -> c == String.class ? "text" : c.isRecord() ? "objects" : c.getSimpleName();
        };
    return range.isEmpty() ? word : word + " " + range;
  }
}
