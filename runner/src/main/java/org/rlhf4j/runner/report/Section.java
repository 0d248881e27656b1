package org.rlhf4j.runner.report;

/**
 * A section of the page.
 *
 * @param id where links lead to
 * @param title its heading
 * @param html what is below the heading; a section without anything is left out
 */
record Section(String id, String title, String html) {

  boolean isEmpty() {
    return html.isEmpty();
  }

  String page() {
    return "<section id=\"" + id + "\"><h2>" + Html.text(title) + "</h2>" + html + "</section>\n";
  }
}
