package org.rlhf4j.api.evaluation;

import java.util.List;

/**
 * Rows, and the columns that show them.
 *
 * @param columns from left to right; the first says what a row is about
 * @param rows from top to bottom
 */
public record Table<T>(List<Column<T>> columns, List<T> rows) {

  /** Keeps copies. */
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** All cells, row by row. */
  public List<List<Cell>> cells() {
    return rows.stream()
        .map(row -> columns.stream().map(column -> column.cell().apply(row)).toList())
        .toList();
  }
}
