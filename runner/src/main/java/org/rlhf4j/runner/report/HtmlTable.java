package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.runner.table.CellPieces;
import org.rlhf4j.runner.table.Grid;
import org.rlhf4j.runner.table.Notes;

/** A table of the page, which sorts itself by a column where there is JavaScript. */
final class HtmlTable {
  /** Letters of a text that needs a wide column. */
  private static final int LONG = 40;

  /** Widest error that has a class of its own. */
  private static final int WIDEST = 12;

  private final Grid grid;
  private final String label;
  private String css = "sortable";
  private Extras extras = Extras.NONE;
  private IntFunction<String> ofRow = row -> "";

  /**
   * A table.
   *
   * @param label what it is called for those who hear the page
   */
  HtmlTable(Grid grid, String label) {
    this.grid = grid;
    this.label = label;
  }

  /** What stands in a cell beside what all tables show; rows and columns count from 0. */
  interface Extras {
    /** None. */
    Extras NONE = new Extras() {};

    /** Stars behind a number, as text. */
    default String stars(int row, int column) {
      return "";
    }

    /** HTML at the end of the cell. */
    default String last(int row, int column) {
      return "";
    }
  }

  /** With these classes of the table. */
  HtmlTable css(String classes) {
    css = classes;
    return this;
  }

  /** With these beside what all tables show. */
  HtmlTable with(Extras more) {
    extras = more;
    return this;
  }

  /** With these classes of rows; empty for none. */
  HtmlTable rows(IntFunction<String> classes) {
    ofRow = classes;
    return this;
  }

  /**
   * All of it.
   *
   * @param notes takes those of its cells
   */
  String html(Notes notes) {
    Html html = new Html();
    html.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .raw(Html.text(label) + ", a table\"><table class=\"" + css + "\"><thead><tr>");
    List<String[]> columns = new ArrayList<>();
    for (int c = 0; c < grid.heads().size(); c++) {
      html.raw(head(c));
      columns.add(column(c, notes));
    }
    html.raw("</tr></thead><tbody>");
    for (int r = 0; r < grid.rows().size(); r++) {
      String classes = ofRow.apply(r);
      html.raw(classes.isEmpty() ? "<tr>" : "<tr class=\"" + classes + "\">");
      for (String[] column : columns) {
        html.raw(column[r]);
      }
      html.raw("</tr>");
    }
    return html.raw("</tbody></table></div>").toString();
  }

  private String head(int c) {
    Grid.Head head = grid.heads().get(c);
    return (grid.isNumeric(c)
            ? "<th scope=\"col\" data-sort=\"number\" class=\"n\">"
            : "<th scope=\"col\" data-sort=\"text\">")
        + Html.text(head.name())
        + small(head.unit())
        + small(head.about())
        + "</th>";
  }

  private static String small(String text) {
    return text.isEmpty() ? "" : "<small>" + Html.text(text) + "</small>";
  }

  private String[] column(int c, Notes notes) {
    List<Cell> cells = grid.column(c);
    List<CellPieces> pieces = CellPieces.of(grid, c, notes, "–");
    boolean numeric = grid.isNumeric(c);
    int width = pieces.stream().mapToInt(p -> p.error().length()).max().orElse(0);
    boolean marked = pieces.stream().anyMatch(p -> p.note() > 0) || extras != Extras.NONE;
    String[] html = new String[cells.size()];
    for (int r = 0; r < html.length; r++) {
      Cell cell = cells.get(r);
      String last = extras.last(r, c);
      html[r] =
          cell.isNumber() && (numeric || !cell.isEmpty())
              ? number(cell, pieces.get(r), width, marked ? extras.stars(r, c) : null, last)
              : text(cell, pieces.get(r), numeric, c == 0, last);
    }
    return html;
  }

  private static String text(
      Cell cell, CellPieces pieces, boolean numeric, boolean first, String last) {
    String text = "<bdi>" + Html.text(cell.text()) + "</bdi>" + note(pieces) + last;
    boolean wide = cell.text().length() > LONG;
    if (first) {
      return "<th scope=\"row\"" + (wide ? " class=\"long\">" : ">") + text + "</th>";
    }
    return "<td class=\"" + (numeric ? "n" : wide ? "t long" : "t") + "\">" + text + "</td>";
  }

  private static String note(CellPieces pieces) {
    return pieces.note() == 0 ? "" : "<sup>" + pieces.note() + "</sup>";
  }

  /**
   * A number.
   *
   * @param width letters of the longest error of the column
   * @param stars text behind it; null where no number of the column has anything there
   */
  private static String number(
      Cell cell, CellPieces pieces, int width, @Nullable String stars, String last) {
    if (cell.isEmpty()) {
      return "<td class=\"n none\">" + pieces.value() + "</td>";
    }
    String error =
        width == 0
            ? ""
            : "<span class=\"e w"
                + Math.min(width, WIDEST)
                + "\">"
                + (pieces.error().isEmpty() ? "" : " ± " + pieces.error())
                + "</span>";
    return "<td class=\"n\" data-v=\""
        + cell.value()
        + "\"><span class=\"v\">"
        + pieces.value().replace('-', '−')
        + "</span>"
        + error
        + (stars == null ? "" : "<span class=\"s\">" + stars + note(pieces) + "</span>")
        + last
        + "</td>";
  }
}
