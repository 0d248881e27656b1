package org.rlhf4j.runner.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rlhf4j.runner.log.Visible;

/** A table for a paper: a {@code tabular} with the rules of the package booktabs. */
public final class LatexTable {
  private static final String END = " \\\\\n";

  private LatexTable() {}

  /** The text, which ends with a line break. */
  public static String text(Grid grid) {
    Notes notes = new Notes();
    List<List<CellPieces>> columns = new ArrayList<>();
    StringBuilder places = new StringBuilder();
    for (int c = 0; c < grid.heads().size(); c++) {
      columns.add(CellPieces.of(grid, c, notes, "--"));
      places.append(grid.isRight(c) ? 'r' : 'l');
    }
    StringBuilder text = new StringBuilder("% \\usepackage{booktabs}\n");
    text.append("\\begin{tabular}{").append(places).append("}\n\\toprule\n");
    text.append(line(grid.heads().stream().map(head -> escaped(head.line())).toList()));
    text.append("\\midrule\n");
    for (int r = 0; r < grid.rows().size(); r++) {
      int row = r;
      text.append(line(columns.stream().map(column -> cell(column.get(row))).toList()));
    }
    text.append("\\bottomrule\n\\end{tabular}\n");
    List<String> all = notes.all();
    for (int i = 0; i < all.size(); i++) {
      text.append("% ").append(i + 1).append(": ").append(Visible.line(all.get(i))).append('\n');
    }
    return text.toString();
  }

  private static String line(List<String> cells) {
    return String.join(" & ", cells) + END;
  }

  private static String cell(CellPieces cell) {
    String value = escaped(cell.value()).replace("≤ ", "$\\le$ ");
    return value
        + (cell.error().isEmpty() ? "" : " $\\pm$ " + cell.error())
        + (cell.note() == 0 ? "" : "\\textsuperscript{" + cell.note() + "}");
  }

  private static String escaped(String text) {
    return Visible.line(text)
        .chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '\\' -> "\\textbackslash{}";
                  case '~' -> "\\textasciitilde{}";
                  case '^' -> "\\textasciicircum{}";
                  case '&', '%', '$', '#', '_', '{', '}' -> "\\" + (char) c;
                  default -> Character.toString(c);
                })
        .collect(Collectors.joining());
  }
}
