package org.rlhf4j.runner.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Table;
import org.rlhf4j.api.statistics.Interval;

/** One table in every form, by what a person would write. */
final class DrawnTest {

  private record Row(String name, Cell rate, double seconds) {}

  private static final Cell BOUND =
      Cell.of(Measurement.upperBound("c", "rate", "%", 1.8351).noted("a bound"));

  private static final Grid GRID =
      Grid.of(
          new Table<>(
              List.of(
                  Column.<Row>text("method", Row::name),
                  Column.<Row>of("rate", Row::rate).in("%"),
                  Column.<Row>number("time", Row::seconds).in("s").to(1)),
              List.of(
                  new Row("a|b_1", Cell.of(12.345, 1.234, new Interval(10, 15)), 3),
                  new Row("b", Cell.NONE, 0.24),
                  new Row("c", BOUND, 12))));

  @Test
  void asText() {
    assertEquals(
        List.of(
            "method             rate  time",
            "                    (%)   (s)",
            "-----------------------------",
            "a|b_1    12.3 ± 1.2       3.0",
            "b           -             0.2",
            "c       ≤ 1.8       [1]  12.0",
            "[1] a bound"),
        TextTable.lines(GRID, 100, new Notes()));
  }

  @Test
  void asCsv() {
    assertEquals(
        """
        method,rate (%),"rate (%), standard error","rate (%), low","rate (%), high",time (s)
        a|b_1,12.345,1.234,10.0,15.0,3.0
        b,,,,,0.24
        c,1.8351,,,,12.0
        """,
        CsvTable.text(GRID));
  }

  @Test
  void asMarkdown() {
    assertEquals(
        """
        | method | rate (%) | time (s) |
        | --- | ---: | ---: |
        | a\\|b\\_1 | 12.3 ± 1.2 | 3.0 |
        | b | – | 0.2 |
        | c | ≤ 1.8 <sup>1</sup> | 12.0 |

        1. a bound
        """,
        MarkdownTable.text(GRID));
  }

  @Test
  void asLatex() {
    assertEquals(
        """
        % \\usepackage{booktabs}
        \\begin{tabular}{lrr}
        \\toprule
        method & rate (\\%) & time (s) \\\\
        \\midrule
        a|b\\_1 & 12.3 $\\pm$ 1.2 & 3.0 \\\\
        b & -- & 0.2 \\\\
        c & $\\le$ 1.8\\textsuperscript{1} & 12.0 \\\\
        \\bottomrule
        \\end{tabular}
        % 1: a bound
        """,
        LatexTable.text(GRID));
  }

  /** a and b share a row with the first column, c with none of them. */
  @Test
  void partsHaveNoRowInCommon() {
    Cell x = Cell.of(1);
    Cell no = Cell.NONE;
    List<Grid.Head> heads =
        List.of("", "one", "two", "three", "four").stream().map(Grid.Head::of).toList();
    Grid grid =
        new Grid(
            heads,
            List.of(
                List.of(Cell.of("a"), x, no, no, no),
                List.of(Cell.of("b"), x, no, x, no),
                List.of(Cell.of("c"), no, x, no, x),
                List.of(Cell.of("d"), no, no, no, no)));
    assertEquals(List.of(List.of(1, 3), List.of(2, 4)), grid.parts());
    assertEquals(List.of(0, 1, 3), grid.rowsOf(List.of(1, 3)), "nothing was measured of d");
    assertEquals(List.of(2), grid.rowsOf(List.of(2, 4)));
  }

  @Test
  void wholeNumbersHaveNoDecimals() {
    assertEquals(0, Decimals.of(List.of(Cell.of(7), Cell.NONE, Cell.of(1000))));
    assertEquals(2, Decimals.of(List.of(Cell.of(7.25), Cell.of(1))));
  }
}
