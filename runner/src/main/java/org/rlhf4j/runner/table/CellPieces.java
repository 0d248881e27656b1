package org.rlhf4j.runner.table;

import java.util.List;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Measurement;

/**
 * What is written of a cell. All who draw for people write these.
 *
 * @param value the number or the text, {@code ≤} before a bound; {@code absent} where there is
 *     nothing
 * @param error with as many decimals; empty where there is none
 * @param note the number of its note; 0 for none
 */
public record CellPieces(String value, String error, int note) {

  /**
   * The cells of one column, with as many decimals all.
   *
   * @param notes takes those of the cells
   * @param absent what stands where others of the column have numbers
   */
  public static List<CellPieces> of(Grid grid, int column, Notes notes, String absent) {
    int decimals = grid.decimals(column);
    String nothing = grid.isNumeric(column) ? absent : "";
    return grid.column(column).stream().map(cell -> of(cell, decimals, notes, nothing)).toList();
  }

  private static CellPieces of(Cell cell, int decimals, Notes notes, String absent) {
    int note = notes.number(cell);
    if (!cell.isNumber()) {
      return new CellPieces(cell.text(), "", note);
    }
    if (cell.isEmpty()) {
      return new CellPieces(absent, "", note);
    }
    String bound = cell.kind() == Measurement.Kind.UPPER_BOUND ? "≤ " : "";
    return new CellPieces(
        bound + Decimals.text(cell.value(), decimals),
        Double.isFinite(cell.standardError()) ? Decimals.text(cell.standardError(), decimals) : "",
        note);
  }
}
