package org.rlhf4j.runner.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Table;

/**
 * A table as it is drawn.
 *
 * @param heads of the columns; the first column says what a row is about
 * @param rows as many cells each as there are heads
 */
public record Grid(List<Head> heads, List<List<Cell>> rows) {

  /**
   * The head of a column.
   *
   * @param name what it shows
   * @param unit such as {@code %}; empty for none
   * @param about what else must be known of all its cells, such as counts; usually empty
   * @param decimals of its numbers; {@link Column#AS_NEEDED} to let the numbers decide
   * @param right whether texts stand to the right, as numbers do
   */
  public record Head(String name, String unit, String about, int decimals, boolean right) {

    /** A name alone. */
    public static Head of(String name) {
      return new Head(name, "", "", Column.AS_NEEDED, false);
    }

    /** In one line. */
    public String line() {
      return unit.isEmpty() ? name : name + " (" + unit + ")";
    }
  }

  /** Keeps copies. */
  public Grid {
    heads = List.copyOf(heads);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** As columns show rows. */
  public static Grid of(Table<?> table) {
    return new Grid(
        table.columns().stream()
            .map(c -> new Head(c.name(), c.unit(), "", c.decimals(), c.right()))
            .toList(),
        table.cells());
  }

  /** An evaluator's table. */
  public static Grid of(DataTable table) {
    return new Grid(table.columns().stream().map(Head::of).toList(), table.rows());
  }

  /** How many decimals the numbers of a column have. */
  int decimals(int c) {
    int wanted = heads.get(c).decimals();
    return wanted == Column.AS_NEEDED ? Decimals.of(column(c)) : wanted;
  }

  /** Whether the cells of a column stand to the right. */
  boolean isRight(int c) {
    return heads.get(c).right() || isNumeric(c);
  }

  /** Whether there are numbers in a column. */
  public boolean isNumeric(int c) {
    return rows.stream().anyMatch(row -> row.get(c).hasNumber());
  }

  /** The cells of a column. */
  public List<Cell> column(int c) {
    return rows.stream().map(row -> row.get(c)).toList();
  }

  /** The first rows. */
  public Grid first(int most) {
    return new Grid(heads, rows.subList(0, Math.min(most, rows.size())));
  }

  /** With one column more, before which so many stand. */
  public Grid inserted(int place, Head head, List<Cell> cells) {
    List<Head> more = new ArrayList<>(heads);
    more.add(place, head);
    List<List<Cell>> longer = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      List<Cell> row = new ArrayList<>(rows.get(r));
      row.add(place, cells.get(r));
      longer.add(row);
    }
    return new Grid(more, longer);
  }

  /** Of its columns and rows those with these numbers, in their order. */
  public Grid only(List<Integer> columns, List<Integer> some) {
    return new Grid(
        columns.stream().map(heads::get).toList(),
        some.stream().map(rows::get).map(row -> columns.stream().map(row::get).toList()).toList());
  }

  /**
   * Tables that have no row in common, such as one of people and one of judges: columns stand
   * together if a row has something in both. Rows without anything stand in the first table.
   *
   * @return of each table the numbers of its columns, without the first column of all
   */
  public List<List<Integer>> parts() {
    List<List<Integer>> parts = new ArrayList<>();
    for (int c = 1; c < heads.size(); c++) {
      int column = c;
      List<List<Integer>> mine = parts.stream().filter(part -> shares(part, column)).toList();
      List<Integer> joined = new ArrayList<>();
      mine.forEach(joined::addAll);
      joined.add(column);
      parts.removeAll(mine);
      parts.add(joined.stream().sorted().toList());
    }
    parts.sort((a, b) -> Integer.compare(a.get(0), b.get(0)));
    return parts;
  }

  private boolean shares(List<Integer> part, int column) {
    return rows.stream()
        .anyMatch(
            row ->
                !row.get(column).isEmpty() && part.stream().anyMatch(c -> !row.get(c).isEmpty()));
  }

  /**
   * A table of its own of one of {@link #parts}, with the first column.
   *
   * @param rows what its rows are
   */
  public Grid part(String rows, List<Integer> part) {
    List<Integer> columns = new ArrayList<>(List.of(0));
    columns.addAll(part);
    Grid own = only(columns, rowsOf(part));
    List<Head> named = new ArrayList<>(own.heads);
    named.set(0, Head.of(rows));
    return new Grid(named, own.rows);
  }

  /** The rows with something in these columns; of the first part also those with nothing at all. */
  public List<Integer> rowsOf(List<Integer> part) {
    boolean first = part.contains(1);
    return IntStream.range(0, rows.size())
        .filter(
            r -> {
              List<Cell> row = rows.get(r);
              boolean nothing = row.stream().skip(1).allMatch(Cell::isEmpty);
              return (first && nothing) || part.stream().anyMatch(c -> !row.get(c).isEmpty());
            })
        .boxed()
        .toList();
  }
}
