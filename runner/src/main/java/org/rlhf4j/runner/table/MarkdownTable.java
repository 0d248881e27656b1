package org.rlhf4j.runner.table;

import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.runner.log.Visible;

/** A table for README files and issues: GitHub's Markdown, notes below it. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /** The text, which ends with a line break. */
  public static String text(Grid grid) {
    Notes notes = new Notes();
    List<List<CellPieces>> columns = new ArrayList<>();
    StringBuilder heads = new StringBuilder("|");
    StringBuilder rule = new StringBuilder("|");
    for (int c = 0; c < grid.heads().size(); c++) {
      columns.add(CellPieces.of(grid, c, notes, "–"));
      heads.append(' ').append(escaped(grid.heads().get(c).line())).append(" |");
      rule.append(grid.isRight(c) ? " ---: |" : " --- |");
    }
    StringBuilder text = new StringBuilder().append(heads).append('\n').append(rule).append('\n');
    for (int r = 0; r < grid.rows().size(); r++) {
      text.append('|');
      for (List<CellPieces> column : columns) {
        CellPieces cell = column.get(r);
        text.append(' ').append(escaped(cell.value()));
        if (!cell.error().isEmpty()) {
          text.append(" ± ").append(cell.error());
        }
        if (cell.note() > 0) {
          text.append(" <sup>").append(cell.note()).append("</sup>");
        }
        text.append(" |");
      }
      text.append('\n');
    }
    List<String> all = notes.all();
    for (int i = 0; i < all.size(); i++) {
      text.append(i == 0 ? "\n" : "").append(i + 1).append(". ").append(escaped(all.get(i)));
      text.append('\n');
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return Visible.line(text).replaceAll("([\\\\|<>*_`\\[\\]])", "\\\\$1");
  }
}
