package org.rlhf4j.runner.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.rlhf4j.api.evaluation.Cell;

/** How many decimals the numbers of a column have, so that they can be read. */
public final class Decimals {
  private Decimals() {}

  /**
   * So many that the usual standard error has two digits, or without one the value has three; none
   * where all are whole, such as counts.
   */
  public static int of(List<Cell> column) {
    List<Cell> numbers = column.stream().filter(Cell::hasNumber).toList();
    return of(
        numbers.stream().mapToDouble(Cell::value).toArray(),
        numbers.stream().mapToDouble(Cell::standardError).toArray());
  }

  private static int of(double[] values, double[] standardErrors) {
    double[] errors = sizes(standardErrors);
    double[] sizes = sizes(values);
    if (errors.length > 0) {
      return decimals(errors[(errors.length - 1) / 2], 2);
    }
    return Arrays.stream(sizes).allMatch(x -> x == Math.rint(x))
        ? 0
        : decimals(sizes[sizes.length - 1], 3);
  }

  private static double[] sizes(double[] numbers) {
    return DoubleStream.of(numbers)
        .map(Math::abs)
        .filter(x -> x > 0 && Double.isFinite(x))
        .sorted()
        .toArray();
  }

  private static int decimals(double x, int digits) {
    return Math.max(0, Math.min(6, digits - 1 - (int) Math.floor(Math.log10(x))));
  }

  /** A number; {@code n/a} for what is none. */
  public static String text(double x, int decimals) {
    return Double.isFinite(x) ? String.format(Locale.ROOT, "%." + decimals + "f", x) : "n/a";
  }
}
