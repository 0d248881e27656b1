package org.rlhf4j.policies.chat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jinjava.javax.el.ELException;
import org.jspecify.annotations.Nullable;

/**
 * {@code json.dumps(value, ensure_ascii=False, indent=...)}, as transformers has it for templates.
 */
final class PythonJson {

  private static final int WIDEST = 100;

  private final StringBuilder out = new StringBuilder();
  private final int indent;

  private PythonJson(int indent) {
    this.indent = indent;
  }

  /** JSON as Python writes it; {@code indent} is a number of blanks, or null for one line. */
  static String write(@Nullable Object value, @Nullable Object indent) {
    if (indent != null && !(indent instanceof Long)) {
      throw new ELException("indent is a whole number");
    }
    if (indent != null && ((Long) indent < 0 || (Long) indent > WIDEST)) {
      throw new ELException("indent must be in [0, " + WIDEST + "], but is " + indent);
    }
    PythonJson json = new PythonJson(indent == null ? -1 : Math.toIntExact((Long) indent));
    json.value(value, 0);
    return json.out.toString();
  }

  private void value(@Nullable Object value, int depth) {
    Meter.checkLength(out.length());
    if (value instanceof None) {
      out.append("null");
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof Boolean || value instanceof Long || value instanceof Integer) {
      out.append(value);
    } else if (value instanceof Map<?, ?> map) {
      List<? extends Map.Entry<?, ?>> entries = List.copyOf(map.entrySet());
      all('{', '}', entries, depth, entry -> entry(entry, depth));
    } else if (value instanceof Collection<?> list) {
      all('[', ']', List.copyOf(list), depth, element -> value(element, depth + 1));
    } else {
      throw new ELException("cannot write " + Operators.kind(value) + " as JSON");
    }
  }

  private void entry(Map.Entry<?, ?> entry, int depth) {
    text(String.valueOf(entry.getKey()));
    out.append(": ");
    value(entry.getValue(), depth + 1);
  }

  private <T> void all(char open, char close, List<T> parts, int depth, Consumer<T> write) {
    out.append(open);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(indent < 0 ? ", " : ",");
      }
      line(depth + 1);
      write.accept(parts.get(i));
    }
    if (!parts.isEmpty()) {
      line(depth);
    }
    out.append(close);
  }

  private void line(int depth) {
    if (indent >= 0) {
      out.append('\n').append(" ".repeat(indent * depth));
    }
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
