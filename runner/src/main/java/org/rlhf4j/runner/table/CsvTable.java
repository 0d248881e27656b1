package org.rlhf4j.runner.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Cell;

/**
 * A table as CSV (RFC 4180), with all digits; what is no number is empty. A column with errors or
 * intervals has columns for them behind it.
 */
public final class CsvTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private CsvTable() {}

  /** The text of a file. */
  public static String text(Grid grid) {
    List<List<@Nullable String>> columns = new ArrayList<>();
    for (int c = 0; c < grid.heads().size(); c++) {
      add(columns, grid.heads().get(c).line(), grid.column(c));
    }
    StringBuilder text = new StringBuilder();
    for (int line = 0; line <= grid.rows().size(); line++) {
      int l = line;
      Object[] values = columns.stream().map(column -> column.get(l)).toArray();
      text.append(FORMAT.format(values)).append('\n');
    }
    return text.toString();
  }

  private static void add(List<List<@Nullable String>> columns, String head, List<Cell> cells) {
    columns.add(column(head, cells, CsvTable::value));
    if (cells.stream().anyMatch(cell -> Double.isFinite(cell.standardError()))) {
      columns.add(column(head + ", standard error", cells, c -> number(c.standardError())));
    }
    if (cells.stream().anyMatch(cell -> Double.isFinite(cell.interval().low()))) {
      columns.add(column(head + ", low", cells, c -> number(c.interval().low())));
      columns.add(column(head + ", high", cells, c -> number(c.interval().high())));
    }
  }

  /** What a column shows of a cell; null for nothing. */
  private interface Shown {
    @Nullable String of(Cell cell);
  }

  private static List<@Nullable String> column(String head, List<Cell> cells, Shown shown) {
    List<@Nullable String> column = new ArrayList<>();
    column.add(head);
    cells.forEach(cell -> column.add(shown.of(cell)));
    return column;
  }

  private static @Nullable String value(Cell cell) {
    return cell.isNumber() ? number(cell.value()) : cell.text();
  }

  private static @Nullable String number(double x) {
    return Double.isFinite(x) ? Double.toString(x) : null;
  }
}
