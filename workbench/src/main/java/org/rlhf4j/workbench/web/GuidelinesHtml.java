package org.rlhf4j.workbench.web;

import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Text as HTML. */
final class GuidelinesHtml {
  private static final Parser MARKDOWN = Parser.builder().build();

  /**
   * HTML within Markdown is shown as text, and links lead nowhere but to web and mail addresses.
   */
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().escapeHtml(true).sanitizeUrls(true).build();

  private GuidelinesHtml() {}

  /** Text that shows as it is, in elements and in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String ofMarkdown(String markdown) {
    return RENDERER.render(MARKDOWN.parse(markdown));
  }
}
