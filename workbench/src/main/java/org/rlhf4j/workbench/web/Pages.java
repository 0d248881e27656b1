package org.rlhf4j.workbench.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The pages and what they load, read once. */
final class Pages {
  private static final Map<String, String> TYPES =
      Map.of(
          "workbench.css", "text/css",
          "common.js", "text/javascript",
          "tasks.js", "text/javascript",
          "annotator.js", "text/javascript",
          "owner.js", "text/javascript",
          "door.js", "text/javascript",
          "icon.svg", "image/svg+xml");

  private final Map<String, PageReply> files = new HashMap<>();
  private final String annotator;
  private final String owner;
  private final String message;
  private final String door;

  /**
   * The pages of a workbench.
   *
   * @param guidelines in Markdown; may be empty
   */
  Pages(String title, String guidelines) {
    TYPES.forEach((name, type) -> files.put(name, PageReply.text(200, type, resource(name))));
    String safe = GuidelinesHtml.escape(title);
    String fold =
        guidelines.isBlank()
            ? ""
            : "<details id=\"guidelines\"><summary>Guidelines</summary><div class=\"prose\">"
                + GuidelinesHtml.ofMarkdown(guidelines)
                + "</div></details>";
    annotator =
        resource("annotator.html").replace("{{title}}", safe).replace("{{guidelines}}", fold);
    owner = resource("owner.html").replace("{{title}}", safe);
    message = resource("message.html").replace("{{title}}", safe);
    door = resource("door.html").replace("{{title}}", safe);
  }

  PageReply annotator() {
    return PageReply.text(200, "text/html", annotator);
  }

  PageReply owner() {
    return PageReply.text(200, "text/html", owner);
  }

  /** A page with one sentence. */
  PageReply message(int status, String sentence) {
    return PageReply.text(
        status, "text/html", message.replace("{{sentence}}", GuidelinesHtml.escape(sentence)));
  }

  /** The page before a session, with the token for what it sends. */
  PageReply door(String csrf) {
    return PageReply.text(200, "text/html", door.replace("{{csrf}}", GuidelinesHtml.escape(csrf)));
  }

  Optional<PageReply> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  private static String resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
