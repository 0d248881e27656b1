package org.rlhf4j.runner.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.rlhf4j.runner.log.Visible;

/**
 * A table for terminals and logs. Numbers stand below each other to the right, texts to the left. A
 * table that is too wide goes on below itself, with its first column once more; notes stand below
 * the block that needs them.
 */
public final class TextTable {
  private static final String GAP = "  ";
  private static final String ABSENT = "-";

  private final Notes notes;
  private final List<Block> columns;

  /** A column: its cells with the three lines of its head, all of one width. */
  private record Block(List<String> lines, int width, Set<Integer> notes) {}

  private TextTable(Grid grid, Notes notes) {
    this.notes = notes;
    List<Block> blocks = new ArrayList<>();
    for (int c = 0; c < grid.heads().size(); c++) {
      blocks.add(block(grid, c));
    }
    this.columns = blocks;
  }

  /**
   * The lines of a table.
   *
   * @param screen letters in a line
   * @param notes of this table and others before it
   */
  public static List<String> lines(Grid grid, int screen, Notes notes) {
    return new TextTable(grid, notes).lines(screen);
  }

  private Block block(Grid grid, int column) {
    Grid.Head head = grid.heads().get(column);
    List<CellPieces> pieces = CellPieces.of(grid, column, notes, ABSENT);
    boolean right = grid.isRight(column);
    List<String> lines =
        new ArrayList<>(
            List.of(
                Visible.line(head.name()),
                head.unit().isEmpty() ? "" : "(" + Visible.line(head.unit()) + ")",
                head.about()));
    int errors = width(pieces, CellPieces::error);
    int marks = width(pieces, TextTable::mark);
    for (CellPieces cell : pieces) {
      // what a number lacks leaves its room, so that all numbers stand below each other
      String error =
          cell.error().isEmpty()
              ? " ".repeat(errors == 0 ? 0 : errors + 3)
              : " ± " + " ".repeat(errors - cell.error().length()) + cell.error();
      String mark = mark(cell);
      lines.add(Visible.line(cell.value()) + error + mark + " ".repeat(marks - mark.length()));
    }
    int width = lines.stream().mapToInt(String::length).max().orElse(0);
    Set<Integer> noted = new TreeSet<>(pieces.stream().map(CellPieces::note).toList());
    noted.remove(0);
    return new Block(
        lines.stream()
            .map(
                line -> {
                  String room = " ".repeat(width - line.length());
                  return right ? room + line : line + room;
                })
            .toList(),
        width,
        noted);
  }

  private static String mark(CellPieces cell) {
    return cell.note() == 0 ? "" : " [" + cell.note() + "]";
  }

  private static int width(List<CellPieces> cells, Function<CellPieces, String> part) {
    return cells.stream().map(part).mapToInt(String::length).max().orElse(0);
  }

  private List<String> lines(int screen) {
    List<String> lines = new ArrayList<>();
    int next = 1;
    do {
      List<Block> shown = new ArrayList<>(List.of(columns.get(0)));
      int width = columns.get(0).width();
      while (next < columns.size()
          && (shown.size() == 1 || width + GAP.length() + columns.get(next).width() <= screen)) {
        width += GAP.length() + columns.get(next).width();
        shown.add(columns.get(next++));
      }
      if (!lines.isEmpty()) {
        lines.add("");
      }
      add(lines, shown, width);
    } while (next < columns.size());
    return lines;
  }

  private void add(List<String> lines, List<Block> shown, int width) {
    for (int row = 0; row < shown.get(0).lines().size(); row++) {
      int r = row;
      String line =
          String.join(GAP, shown.stream().map(block -> block.lines().get(r)).toList())
              .stripTrailing();
      if (!line.isEmpty() || row > 2) {
        lines.add(line);
      }
      if (row == 2) {
        lines.add("-".repeat(width));
      }
    }
    Set<Integer> noted = new LinkedHashSet<>();
    shown.forEach(block -> noted.addAll(block.notes()));
    List<String> all = notes.all();
    noted.stream().sorted().forEach(n -> lines.add("[" + n + "] " + Visible.line(all.get(n - 1))));
  }
}
