package org.rlhf4j.runner.cli;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.runner.log.Wrapping;

/** Text in columns; the last one is wrapped to the width of the screen. */
final class Columns {
  private static final int WIDTH = 100;
  private static final int NARROWEST = 30;

  private Columns() {}

  static List<String> lines(List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder margin = new StringBuilder();
      for (int c = 0; c < columns - 1; c++) {
        margin.append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length() + 2));
      }
      String before = margin.toString();
      for (String part :
          Wrapping.lines(row.get(columns - 1), Math.max(NARROWEST, WIDTH - before.length()))) {
        lines.add((before + part).stripTrailing());
        before = " ".repeat(before.length());
      }
    }
    return lines;
  }
}
