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

  /**
   * A cell: a text, or a number with its uncertainty.
   *
   * @param text what it says; empty for a number
   * @param value the number; NaN for a text
   * @param standardError of the number; NaN where it has none
   */
  public record Cell(String text, double value, double standardError) {

    /** A text. */
    public static Cell of(String text) {
      return new Cell(text, Double.NaN, Double.NaN);
    }

    /** A number without uncertainty, such as a count. */
    public static Cell of(double value) {
      return new Cell("", value, Double.NaN);
    }

    /** A number with its standard error. */
    public static Cell of(double value, double standardError) {
      return new Cell("", value, standardError);
    }

    /** Whether it is a number. */
    public boolean isNumber() {
      return text.isEmpty();
    }
  }
}
