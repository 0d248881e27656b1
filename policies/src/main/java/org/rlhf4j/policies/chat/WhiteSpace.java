package org.rlhf4j.policies.chat;

import org.rlhf4j.api.UserException;

/**
 * White space around tags as Jinja2 treats it with {@code trim_blocks} and {@code lstrip_blocks}: a
 * line break after a tag goes, and so do blanks before one that begins its line; minus signs take
 * all white space away, plus signs keep it. Jinjava takes away blanks before any tag, so the signs
 * are carried out here and it gets a template without them.
 */
final class WhiteSpace {

  // some twenty times what published templates have
  private static final int LONGEST = 1_000_000;
  private static final int DEEPEST = 100;

  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean startsLine = true;
  private boolean trimNext;

  private WhiteSpace(String source) {
    this.source = source;
  }

  /**
   * The same template with nothing left to strip.
   *
   * @throws UserException if it is too long, its brackets too deep, or a tag is not closed
   */
  static String resolved(String source) {
    if (source.length() > LONGEST) {
      throw new UserException(
          "it has " + source.length() + " letters; templates have at most " + LONGEST);
    }
    WhiteSpace rules = new WhiteSpace(source);
    while (rules.at < source.length()) {
      rules.textAndTag();
    }
    return rules.out.toString();
  }

  private void textAndTag() {
    int tag = nextTag();
    String text = source.substring(at, tag < 0 ? source.length() : tag);
    if (trimNext) {
      text = text.stripLeading();
    }
    if (tag < 0) {
      out.append(text);
      at = source.length();
      return;
    }
    char kind = source.charAt(tag + 1);
    char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
    if (sign == '-') {
      text = text.stripTrailing();
    } else if (sign != '+' && kind != '{') {
      text = withoutIndent(text);
    }
    out.append(text);
    if (text.endsWith("{")) {
      out.append("{##}"); // what was stripped must not make one tag of two
    }
    int body = tag + (sign == '-' || (sign == '+' && kind != '{') ? 3 : 2);
    int end = end(kind, body, tag);
    boolean minus = end > body && source.charAt(end - 1) == '-';
    boolean plus = end > body && kind != '{' && source.charAt(end - 1) == '+';
    String inside = source.substring(body, minus || plus ? end - 1 : end);
    if (kind == '#') {
      out.append("{##}");
    } else {
      out.append('{').append(kind).append(' ').append(inside.strip()).append(' ');
      out.append(kind == '{' ? "}}" : "%}");
    }
    after(kind, end + 2, minus, plus);
    if (kind == '%' && inside.strip().equals("raw")) {
      raw();
    }
  }

  /** Goes on behind a tag. */
  private void after(char kind, int next, boolean minus, boolean plus) {
    at = next;
    startsLine = false;
    trimNext = minus;
    if (!minus && !plus && kind != '{' && at < source.length() && source.charAt(at) == '\n') {
      at++;
      startsLine = true;
    }
  }

  /** Copies what stands in a raw block. */
  private void raw() {
    int end = source.indexOf("{%", at);
    while (end >= 0 && !source.startsWith("endraw", skipSignAndBlanks(end + 2))) {
      end = source.indexOf("{%", end + 2);
    }
    if (end < 0) {
      throw unclosed("raw", at);
    }
    String text = source.substring(at, end);
    text = trimNext ? text.stripLeading() : text;
    char sign = source.charAt(end + 2);
    out.append(sign == '-' ? text.stripTrailing() : sign == '+' ? text : withoutIndent(text));
    int close = source.indexOf("%}", end);
    if (close < 0) {
      throw unclosed("endraw", end);
    }
    out.append("{% endraw %}");
    after('%', close + 2, source.charAt(close - 1) == '-', source.charAt(close - 1) == '+');
  }

  private int skipSignAndBlanks(int from) {
    int i = from;
    while (i < source.length()
        && (Character.isWhitespace(source.charAt(i)) || "+-".indexOf(source.charAt(i)) >= 0)) {
      i++;
    }
    return i;
  }

  /** A text without the blanks after its last line break, if nothing else stands there. */
  private String withoutIndent(String text) {
    int line = text.lastIndexOf('\n') + 1;
    return (line > 0 || startsLine) && text.substring(line).isBlank()
        ? text.substring(0, line)
        : text;
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Where the closing of a tag begins. */
  private int end(char kind, int from, int tag) {
    if (kind == '#') {
      int end = source.indexOf("#}", from);
      if (end < 0) {
        throw unclosed("{#", tag);
      }
      return end;
    }
    String closing = kind == '{' ? "}}" : "%}";
    int depth = 0;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (depth == 0 && source.startsWith(closing, i)) {
        return i;
      } else if (c == '\'' || c == '"') {
        i = quoted(i, tag);
      } else if (OPENING.indexOf(c) >= 0) {
        depth++;
        if (depth > DEEPEST) {
          throw new UserException(line(tag) + "brackets are nested more than " + DEEPEST + " deep");
        }
      } else if (CLOSING.indexOf(c) >= 0) {
        depth--;
      }
    }
    throw unclosed("{" + kind, tag);
  }

  /** The place of the quote that closes the one here. */
  private int quoted(int quote, int tag) {
    for (int i = quote + 1; i < source.length(); i++) {
      if (source.charAt(i) == '\\') {
        i++;
      } else if (source.charAt(i) == source.charAt(quote)) {
        return i;
      }
    }
    throw unclosed("a quote", tag);
  }

  private UserException unclosed(String what, int place) {
    return new UserException(line(place) + what + " is not closed");
  }

  private String line(int place) {
    long line = source.substring(0, place).chars().filter(c -> c == '\n').count() + 1;
    return "line " + line + ": ";
  }
}
