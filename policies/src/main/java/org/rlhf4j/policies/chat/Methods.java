package org.rlhf4j.policies.chat;

import com.hubspot.jinjava.el.ext.NamedParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/** The methods of Python's texts and dictionaries that templates call. */
final class Methods {

  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  private Methods() {}

  /**
   * Calls one.
   *
   * @throws ELException if there is none of the name, or its arguments are others
   */
  static @Nullable Object call(Object base, String name, Object[] arguments) {
    for (Object argument : arguments) {
      if (argument instanceof NamedParameter named) {
        throw new ELException("the argument " + named.getName() + " of " + name + " is not known");
      }
    }
    if (base instanceof String text) {
      return text(text, name, arguments);
    }
    if (base instanceof Map<?, ?> map) {
      return map(map, name, arguments);
    }
    throw unknown(base, name);
  }

  private static ELException unknown(Object base, String name) {
    return new ELException("the method " + name + " of " + Operators.kind(base) + " is not known");
  }

  private static @Nullable Object map(Map<?, ?> map, String name, Object[] arguments) {
    return switch (name + "/" + arguments.length) {
      case "items/0" -> new ArrayList<>(map.entrySet());
      case "keys/0" -> new ArrayList<>(map.keySet());
      case "values/0" -> new ArrayList<>(map.values());
      case "get/1" -> map.get(arguments[0]);
      case "get/2" -> map.containsKey(arguments[0]) ? map.get(arguments[0]) : arguments[1];
      default -> throw unknown(map, name);
    };
  }

  private static Object text(String text, String name, Object[] arguments) {
    return switch (name + "/" + arguments.length) {
      case "strip/0" -> strip(text, Methods::isSpace, true, true);
      case "lstrip/0" -> strip(text, Methods::isSpace, true, false);
      case "rstrip/0" -> strip(text, Methods::isSpace, false, true);
      case "strip/1" -> strip(text, among(arguments[0]), true, true);
      case "lstrip/1" -> strip(text, among(arguments[0]), true, false);
      case "rstrip/1" -> strip(text, among(arguments[0]), false, true);
      case "split/0" -> words(text);
      case "split/1" -> split(text, string(arguments[0]), -1);
      case "split/2" ->
          split(text, string(arguments[0]), Math.toIntExact(Operators.whole(arguments[1])));
      case "startswith/1" -> text.startsWith(string(arguments[0]));
      case "endswith/1" -> text.endsWith(string(arguments[0]));
      case "replace/2" -> replace(text, string(arguments[0]), string(arguments[1]));
      case "lower/0" -> text.toLowerCase(Locale.ROOT);
      case "upper/0" -> text.toUpperCase(Locale.ROOT);
      case "title/0" -> title(text);
      case "capitalize/0" -> capitalize(text);
      default -> throw unknown(text, name);
    };
  }

  /** Strips at one or both ends. */
  private static String strip(String text, IntPredicate what, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && what.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && what.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  /** The text without white space at both ends. */
  static String strip(String text) {
    return strip(text, Methods::isSpace, true, true);
  }

  // str.isspace of Python: what Java calls white space, no-break spaces, and NEL
  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  private static IntPredicate among(Object letters) {
    String set = string(letters);
    return c -> set.indexOf(c) >= 0;
  }

  /** All places of a text replaced. */
  static String replace(String text, String old, String by) {
    long places = 0;
    if (old.isEmpty()) {
      places = text.length() + 1L;
    } else if (by.length() > old.length()) { // else it only becomes shorter
      for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
        places++;
      }
    }
    Meter.checkLength(text.length() + places * (by.length() - old.length()));
    return text.replace(old, by);
  }

  private static List<String> split(String text, String at, int most) {
    if (at.isEmpty()) {
      throw new ELException("split needs a text to split at");
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int to = text.indexOf(at); to >= 0 && parts.size() != most; to = text.indexOf(at, from)) {
      Meter.checkElements(parts.size() + 2L);
      parts.add(text.substring(from, to));
      from = to + at.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int c : (text + " ").codePoints().toArray()) {
      if (!isSpace(c)) {
        word.appendCodePoint(c);
      } else if (!word.isEmpty()) {
        Meter.checkElements(words.size() + 1L);
        words.add(word.toString());
        word.setLength(0);
      }
    }
    return words;
  }

  private static String title(String text) {
    return WORD.matcher(text).replaceAll(word -> capitalize(word.group()));
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String string(@Nullable Object argument) {
    if (argument instanceof String text) {
      return text;
    }
    throw new ELException("a text was expected, not " + Operators.kind(argument));
  }
}
