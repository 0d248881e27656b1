package org.rlhf4j.runner.report;

import java.util.Locale;

/**
 * Pieces of a page. Whatever comes from data goes through {@link #text}: letters that mean
 * something to HTML become entities, and control characters, which no page may hold, become their
 * pictures.
 */
final class Html {
  private final StringBuilder page = new StringBuilder();

  /** A text as HTML, also inside of attributes in double quotes. */
  static String text(String plain) {
    StringBuilder html = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        case '\n', '\t' -> html.append(c);
        case '\r' -> html.append('\u240d');
        case 0x7f -> html.append('\u2421');
        default -> {
          if (c < ' ') {
            html.append((char) (0x2400 + c));
          } else if (Character.isSurrogate(c) && !paired(plain, i)) {
            html.append('\ufffd');
          } else {
            html.append(c);
          }
        }
      }
    }
    return html.toString();
  }

  private static boolean paired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  /** Letters, digits and hyphens of a name, for ids. */
  static String id(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  /** Adds HTML as it is. */
  Html raw(String html) {
    page.append(html);
    return this;
  }

  /** Adds an element with a text inside. */
  Html element(String tag, String text) {
    return element(tag, "", text);
  }

  /**
   * Adds an element with a text inside.
   *
   * @param attributes as HTML
   */
  Html element(String tag, String attributes, String text) {
    page.append('<').append(tag);
    if (!attributes.isEmpty()) {
      page.append(' ').append(attributes);
    }
    page.append('>').append(text(text)).append("</").append(tag).append('>');
    return this;
  }

  @Override
  public String toString() {
    return page.toString();
  }
}
