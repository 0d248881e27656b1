package org.rlhf4j.runner.log;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/**
 * Text of others on a terminal. Names and messages come from files, and a control character in one
 * of them could paint the screen, delete what stands there, or turn a line round; it is shown as
 * JSON would write it.
 */
public final class Visible {
  private Visible() {}

  /** One line, such as a name: line breaks and tabs are shown as well. */
  public static String line(String text) {
    return shown(text, false);
  }

  /** Lines, which stay lines. */
  public static String text(String text) {
    return shown(text, true);
  }

  /** A writer of lines; what stands behind it is not closed by it. */
  public static PrintWriter writer(Writer behind) {
    return new PrintWriter(new Through(behind), true);
  }

  private static String shown(String text, boolean lines) {
    if (text.chars().noneMatch(c -> isControl((char) c))) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean windows = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (!isControl(c) || (lines && (c == '\n' || c == '\t' || windows))) {
        shown.append(c);
      } else if (c == '\n') {
        shown.append("\\n");
      } else if (c == '\t') {
        shown.append("\\t");
      } else {
        shown.append("\\u%04x".formatted((int) c));
      }
    }
    return shown.toString();
  }

  // also what breaks lines or changes the direction of writing
  private static boolean isControl(char c) {
    return Character.isISOControl(c)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** Writes only what can be seen. */
  private static final class Through extends FilterWriter {
    Through(Writer behind) {
      super(behind);
    }

    @Override
    public void write(int c) throws IOException {
      out.write(text(Character.toString((char) c)));
    }

    @Override
    public void write(char[] letters, int from, int count) throws IOException {
      out.write(text(new String(letters, from, count)));
    }

    @Override
    public void write(String letters, int from, int count) throws IOException {
      out.write(text(letters.substring(from, from + count)));
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
