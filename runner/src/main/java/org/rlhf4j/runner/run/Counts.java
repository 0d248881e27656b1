package org.rlhf4j.runner.run;

import java.util.IntSummaryStatistics;
import java.util.List;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.table.Grid;

/**
 * How many observations stand behind the numbers of a column. Bounds and numbers that are so by
 * definition have none.
 *
 * @param least of all numbers; 0 for none at all
 * @param most of all numbers
 */
public record Counts(int least, int most) {

  /** Those of a column. */
  public static Counts of(List<Measurement> column) {
    IntSummaryStatistics n =
        column.stream().filter(Counts::counts).mapToInt(Measurement::n).summaryStatistics();
    return n.getCount() == 0 ? new Counts(0, 0) : new Counts(n.getMin(), n.getMax());
  }

  /** Whether observations stand behind a number. */
  public static boolean counts(Measurement m) {
    return m.isEstimate() && Double.isFinite(m.value());
  }

  /**
   * The head of a column of measurements.
   *
   * @param letter of what it rests upon; empty where all columns rest upon the same
   */
  public static Grid.Head head(
      String metric, String unit, String letter, List<Measurement> column) {
    String counts = of(column).words();
    String between = letter.isEmpty() || counts.isEmpty() ? "" : ", ";
    return new Grid.Head(metric, unit, letter + between + counts, Column.AS_NEEDED, false);
  }

  /** Whether not all numbers have as many. */
  public boolean differ() {
    return least != most;
  }

  /** Such as {@code n 400} or {@code n 96-400}; empty for none at all. */
  public String words() {
    return most == 0 ? "" : "n " + (differ() ? least + "-" + most : String.valueOf(most));
  }
}
