package org.rlhf4j.api.evaluation;

import java.util.List;

/**
 * A table of the report, such as accuracies by subset or the rows that are an alarm's evidence.
 *
 * @param id unique within its evaluation, in kebab-case
 * @param title what it shows, in a few words
 * @param caption how to read it; may be empty
 * @param columns headings, units in brackets
 * @param rows as many cells each as there are columns
 */
public record DataTable(
    String id, String title, String caption, List<String> columns, List<List<Cell>> rows) {

  public DataTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            id + " has a row of " + row.size() + " cells in " + columns.size() + " columns");
      }
    }
  }

  /** Rows as their columns show them. */
  public static <T> DataTable of(
      String id, String title, String caption, List<Column<T>> columns, List<T> rows) {
    return new DataTable(
        id,
        title,
        caption,
        columns.stream().map(Column::heading).toList(),
        new Table<>(columns, rows).cells());
  }
}
