package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ObjectTruthValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** The filters that templates use, as Jinja2 and transformers have them. */
final class Filters {

  private Filters() {}

  static final List<Filter> ALL =
      List.of(
          of("tojson", 0, List.of("indent"), (x, a) -> PythonJson.write(x, a[0])),
          of("trim", 0, List.of(), (x, a) -> Methods.strip(text(x))),
          of("lower", 0, List.of(), (x, a) -> text(x).toLowerCase(Locale.ROOT)),
          of("upper", 0, List.of(), (x, a) -> text(x).toUpperCase(Locale.ROOT)),
          of("capitalize", 0, List.of(), (x, a) -> Methods.capitalize(text(x))),
          of("string", 0, List.of(), (x, a) -> text(x)),
          of("safe", 0, List.of(), (x, a) -> text(x)),
          of("length", 0, List.of(), (x, a) -> length(x)),
          of("count", 0, List.of(), (x, a) -> length(x)),
          of("first", 0, List.of(), (x, a) -> list(x).isEmpty() ? null : list(x).get(0)),
          of("last", 0, List.of(), (x, a) -> list(x).isEmpty() ? null : last(list(x))),
          of("list", 0, List.of(), (x, a) -> list(x)),
          of("items", 0, List.of(), (x, a) -> items(x)),
          of("join", 0, List.of("d"), (x, a) -> join(list(x), a[0])),
          of("replace", 2, List.of(), (x, a) -> Methods.replace(text(x), text(a[0]), text(a[1]))),
          of("default", 1, List.of("boolean"), (x, a) -> otherwise(x, a[0], a[1])),
          of("d", 1, List.of("boolean"), (x, a) -> otherwise(x, a[0], a[1])));

  private static Object last(List<?> list) {
    return list.get(list.size() - 1);
  }

  private static String text(@Nullable Object value) {
    return Operators.written(value);
  }

  private static long length(@Nullable Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    } else if (value instanceof Collection<?> list) {
      return list.size();
    } else if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    throw new ELException(Operators.kind(value) + " has no length");
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof String text) {
      Meter.checkElements(text.length());
      return text.codePoints().mapToObj(Character::toString).toList();
    } else if (value instanceof Collection<?> list) {
      return new ArrayList<>(list);
    } else if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    throw new ELException(Operators.kind(value) + " is no list");
  }

  private static List<?> items(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.entrySet());
    }
    throw new ELException(Operators.kind(value) + " has no items");
  }

  private static String join(List<?> parts, @Nullable Object between) {
    List<String> texts = parts.stream().map(Filters::text).toList();
    String comma = text(between);
    Meter.checkLength(
        texts.stream().mapToLong(String::length).sum() + (long) texts.size() * comma.length());
    return String.join(comma, texts);
  }

  private static @Nullable Object otherwise(
      @Nullable Object value, @Nullable Object other, @Nullable Object alsoIfFalse) {
    boolean empty = value != null && !ObjectTruthValue.evaluate(value);
    return value == null || (Boolean.TRUE.equals(alsoIfFalse) && empty) ? other : value;
  }

  @FunctionalInterface
  private interface Body {
    @Nullable Object apply(@Nullable Object value, @Nullable Object[] arguments);
  }

  private static Filter of(String name, int required, List<String> optional, Body body) {
    return new Named(name, required, optional, body);
  }

  /** A filter with arguments that it needs, and others that may be named. */
  private record Named(String name, int required, List<String> optional, Body body)
      implements Filter {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value,
        JinjavaInterpreter interpreter,
        Object[] given,
        Map<String, Object> named) {
      int most = required + optional.size();
      if (given.length < required || given.length > most || !optional.containsAll(named.keySet())) {
        throw new ELException("the filter " + name + " does not know these arguments");
      }
      @Nullable Object[] arguments = new @Nullable Object[most];
      System.arraycopy(given, 0, arguments, 0, given.length);
      named.forEach((key, argument) -> arguments[required + optional.indexOf(key)] = argument);
      return body.apply(value, arguments);
    }

    @Override
    public @Nullable Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... given) {
      return filter(value, interpreter, (Object[]) given, Map.of());
    }
  }
}
