package org.rlhf4j.runner.spec;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Suggestion;

/** Reads numbers, truth values, texts and enums, and says in words what is wrong with others. */
final class ScalarOptions {
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          double.class, Double.class,
          boolean.class, Boolean.class);

  private ScalarOptions() {}

  /** A value cannot be taken; the message says why. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** Whether values of this type are read here. */
  static boolean handles(Class<?> type) {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    return BOXED.containsValue(boxed) || boxed == String.class || boxed.isEnum();
  }

  /**
   * Reads one value.
   *
   * @param type a type that {@link #handles} accepts
   * @param option its range, or null
   */
  static Object read(Class<?> type, JsonElement json, @Nullable Option option) throws Refused {
    Class<?> boxed = BOXED.getOrDefault(type, type);
    if (boxed == Boolean.class) {
      if (json instanceof JsonPrimitive p && p.isBoolean()) {
        return p.getAsBoolean();
      }
      throw new Refused("expected true or false, found " + describe(json));
    }
    if (boxed == String.class) {
      return text(json, "a text in quotes");
    }
    if (boxed.isEnum()) {
      return constant(boxed, text(json, "one of " + names(boxed)));
    }
    return number(boxed, json, option);
  }

  private static String text(JsonElement json, String expected) throws Refused {
    if (json instanceof JsonPrimitive p && p.isString()) {
      return p.getAsString();
    }
    throw new Refused("expected " + expected + ", found " + describe(json));
  }

  private static Object constant(Class<?> type, String text) throws Refused {
    for (Object constant : type.getEnumConstants()) {
      if (name((Enum<?>) constant).equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
        return constant;
      }
    }
    List<String> names = names(type);
    throw new Refused(
        Suggestion.among(text, names)
            + "expected one of "
            + names
            + ", found \""
            + Excerpt.value(text)
            + "\"");
  }

  private static List<String> names(Class<?> type) {
    return EnumWords.of(type);
  }

  /** An enum constant as it is written in specs: kebab-case. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object number(Class<?> boxed, JsonElement json, @Nullable Option option)
      throws Refused {
    boolean whole = boxed != Double.class;
    if (!(json instanceof JsonPrimitive p && p.isNumber())) {
      throw new Refused(
          "expected a " + (whole ? "whole number" : "number") + ", found " + describe(json));
    }
    BigDecimal value = p.getAsBigDecimal();
    double min = option == null ? Double.NEGATIVE_INFINITY : option.min();
    double max = option == null ? Double.POSITIVE_INFINITY : option.max();
    if (value.doubleValue() < min || value.doubleValue() > max) {
      throw new Refused(
          "must be " + range(min, max) + ", but is " + Excerpt.value(p.getAsString()));
    }
    if (!whole) {
      if (Double.isInfinite(value.doubleValue())) {
        throw new Refused("the number " + Excerpt.value(p.getAsString()) + " is too large");
      }
      return value.doubleValue();
    }
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
      throw new Refused("expected a whole number, found " + Excerpt.value(p.getAsString()));
    }
    boolean isLong = boxed == Long.class;
    long most = isLong ? Long.MAX_VALUE : Integer.MAX_VALUE;
    long least = isLong ? Long.MIN_VALUE : Integer.MIN_VALUE;
    if (value.compareTo(BigDecimal.valueOf(most)) > 0
        || value.compareTo(BigDecimal.valueOf(least)) < 0) {
      throw new Refused(
          "must lie in [" + least + ", " + most + "], but is " + Excerpt.value(p.getAsString()));
    }
    if (isLong) {
      return value.longValue();
    }
    return value.intValue();
  }

  /** A range in words; empty for no limits. */
  static String range(double min, double max) {
    if (min == Double.NEGATIVE_INFINITY && max == Double.POSITIVE_INFINITY) {
      return "";
    }
    if (max == Double.POSITIVE_INFINITY) {
      return "at least " + plain(min);
    }
    if (min == Double.NEGATIVE_INFINITY) {
      return "at most " + plain(max);
    }
    return "in [" + plain(min) + ", " + plain(max) + "]";
  }

  /** A number as people write it: 1e-5, not 1.0E-5. */
  static String plain(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15
        ? Long.toString((long) x)
        : Double.toString(x).replace(".0E", "e").replace('E', 'e');
  }

  /** What stands there, in words. */
  static String describe(JsonElement json) {
    if (json.isJsonNull()) {
      return "null";
    }
    if (json.isJsonArray()) {
      return "a list";
    }
    if (json.isJsonObject()) {
      return json.getAsJsonObject().keySet().stream()
          .limit(3)
          .map(Excerpt::value)
          .collect(Collectors.joining(", ", "an object {", "}"));
    }
    JsonPrimitive p = json.getAsJsonPrimitive();
    if (p.isString()) {
      return "the text \"" + Excerpt.text(p.getAsString(), 60) + "\"";
    }
    return p.isNumber()
        ? "the number " + Excerpt.value(p.getAsString())
        : Excerpt.value(p.getAsString());
  }
}
