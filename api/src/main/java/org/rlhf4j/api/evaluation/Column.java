package org.rlhf4j.api.evaluation;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.statistics.Interval;

/**
 * A column: its heading, and what it shows of a row. Both stand in one place, so that no cell comes
 * to stand below another's heading.
 *
 * @param name what it shows
 * @param unit such as {@code %}; empty for none
 * @param decimals of its numbers where people read them; {@link #AS_NEEDED} to let the numbers
 *     decide
 * @param right whether texts stand to the right, where numbers do in any case
 * @param cell of a row
 */
public record Column<T>(
    String name, String unit, int decimals, boolean right, Function<? super T, Cell> cell) {

  /** As many decimals as the numbers of the column need to be read. */
  public static final int AS_NEEDED = -1;

  /** Without a unit. */
  public static <T> Column<T> of(String name, Function<? super T, Cell> cell) {
    return new Column<>(name, "", AS_NEEDED, false, cell);
  }

  /** Texts. */
  public static <T> Column<T> text(String name, Function<? super T, String> text) {
    return of(name, row -> Cell.of(text.apply(row)));
  }

  /** Numbers without uncertainty, such as counts. */
  public static <T> Column<T> number(String name, ToDoubleFunction<? super T> number) {
    return of(name, row -> Cell.of(number.applyAsDouble(row)));
  }

  /** The ends of intervals, in two columns of this unit. */
  public static <T> List<Column<T>> ends(String unit, Function<? super T, Interval> interval) {
    return List.of(
        Column.<T>number("low", row -> interval.apply(row).low()).in(unit),
        Column.<T>number("high", row -> interval.apply(row).high()).in(unit));
  }

  /** In this unit. */
  public Column<T> in(String other) {
    return new Column<>(name, other, decimals, right, cell);
  }

  /** With so many decimals. */
  public Column<T> to(int digits) {
    return new Column<>(name, unit, digits, right, cell);
  }

  /** With its texts to the right, as amounts in words are. */
  public Column<T> toTheRight() {
    return new Column<>(name, unit, decimals, true, cell);
  }

  /** The name, with the unit in brackets. */
  public String heading() {
    return unit.isEmpty() ? name : name + " (" + unit + ")";
  }
}
