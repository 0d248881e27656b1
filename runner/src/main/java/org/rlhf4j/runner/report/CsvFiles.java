package org.rlhf4j.runner.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Table;
import org.rlhf4j.runner.run.AtomicFile;
import org.rlhf4j.runner.run.Identity;
import org.rlhf4j.runner.table.CsvTable;
import org.rlhf4j.runner.table.Grid;

/** Every number of a report as CSV. */
final class CsvFiles {
  private CsvFiles() {}

  /** A number of the main table. */
  private record Entry(MainTable.Row row, MainTable.Column column, MainTable.Measured cell) {
    Measurement measurement() {
      return cell.measurement();
    }

    Basis basis() {
      return column.basis();
    }
  }

  /**
   * {@code results.csv}: one row for each number of the main table. {@code low} and {@code high}
   * are the ends of its 95 % interval.
   */
  private static final List<Column<Entry>> RESULTS =
      List.of(
          Column.text("run", e -> e.row.group().label()),
          Column.text("method", e -> e.measurement().subject()),
          Column.text("evaluator", e -> e.column.evaluator()),
          Column.text("metric", e -> e.measurement().metric()),
          Column.text("unit", e -> e.measurement().unit()),
          Column.number("value", e -> e.measurement().value()),
          Column.number("standard_error", e -> e.measurement().standardError()),
          Column.number("low", e -> e.measurement().interval95().low()),
          Column.number("high", e -> e.measurement().interval95().high()),
          Column.text("n", e -> Integer.toString(e.measurement().n())),
          Column.text("kind", e -> word(e.measurement().kind())),
          Column.text("note", e -> e.measurement().note()),
          optional(
              "judge", e -> e.basis().judge() == null ? null : Identity.words(e.basis().judge())),
          optional("baseline", e -> e.basis().baseline()),
          Column.text("prompts", e -> Identity.prompts(e.basis())),
          optional(
              "decoding",
              e -> e.basis().decoding() == null ? null : Identity.words(e.basis().decoding())),
          difference("difference", Difference::value),
          difference("difference_standard_error", Difference::standardError),
          difference("p", Difference::p),
          difference("p_holm", Difference::adjusted),
          optional("test", e -> e.cell.difference() == null ? null : e.cell.difference().test()));

  private static String word(Measurement.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Column<Entry> optional(String name, Function<Entry, @Nullable String> text) {
    return Column.of(
        name,
        e -> {
          String said = text.apply(e);
          return said == null ? Cell.NONE : Cell.of(said);
        });
  }

  private static Column<Entry> difference(String name, ToDoubleFunction<Difference> number) {
    return Column.of(
        name,
        e -> {
          Difference d = e.cell.difference();
          return d == null ? Cell.NONE : Cell.of(number.applyAsDouble(d));
        });
  }

  /** Writes {@code results.csv}. */
  static void results(Path file, MainTable table) {
    List<Entry> entries = new ArrayList<>();
    for (MainTable.Row row : table.rows()) {
      for (int c = 0; c < row.cells().size(); c++) {
        MainTable.Measured cell = row.cells().get(c);
        if (cell != null) {
          entries.add(new Entry(row, table.columns().get(c), cell));
        }
      }
    }
    write(file, Grid.of(new Table<>(RESULTS, entries)));
  }

  /** A point of a chart. */
  private record Drawn(Plot.Series series, int i) {
    Point point() {
      return series.points().get(i);
    }

    double errorOfX() {
      return series.errors().isEmpty() ? Double.NaN : series.errors().get(i);
    }
  }

  private static final List<Column<Drawn>> PLOT =
      List.of(
          Column.text("series", d -> d.series.name()),
          Column.number("x", d -> d.point().x()),
          Column.number("y", d -> d.point().y()),
          Column.number("low", d -> d.point().low()),
          Column.number("high", d -> d.point().high()),
          Column.number("x_error", Drawn::errorOfX),
          Column.text("label", d -> d.point().label()));

  /** {@code charts/ID.csv}: one row for each point, before any were left out of the page. */
  static void plot(Path folder, Plot plot) {
    List<Drawn> points = new ArrayList<>();
    for (Plot.Series series : plot.series()) {
      for (int i = 0; i < series.points().size(); i++) {
        points.add(new Drawn(series, i));
      }
    }
    write(folder.resolve(plot.id() + ".csv"), Grid.of(new Table<>(PLOT, points)));
  }

  /** A table of an evaluator. */
  static void table(Path folder, String id, DataTable table) {
    write(folder.resolve(id + ".csv"), Grid.of(table));
  }

  private static void write(Path file, Grid grid) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
    } catch (IOException e) {
      throw new UserException(file + " cannot be written: " + UserException.reason(e), e);
    }
    AtomicFile.write(file, CsvTable.text(grid));
  }
}
