package org.rlhf4j.runner.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.report.MainTable.Cell;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.AtomicFile;
import org.rlhf4j.runner.run.Identity;

/** Every number of a report as CSV (RFC 4180), with all digits; what is no number is empty. */
final class CsvFiles {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private CsvFiles() {}

  /**
   * {@code results.csv}: one row for each number of the main table. {@code low} and {@code high}
   * are the ends of its 95 % interval.
   */
  static void results(Path file, MainTable table) {
    Rows rows = new Rows();
    rows.add(
        "run",
        "method",
        "evaluator",
        "metric",
        "unit",
        "value",
        "standard_error",
        "low",
        "high",
        "n",
        "kind",
        "note",
        "judge",
        "baseline",
        "prompts",
        "decoding",
        "difference",
        "difference_standard_error",
        "p",
        "p_holm",
        "test");
    for (Row row : table.rows()) {
      for (int c = 0; c < row.cells().size(); c++) {
        Cell cell = row.cells().get(c);
        if (cell != null) {
          result(rows, row, table.columns().get(c), cell);
        }
      }
    }
    rows.write(file);
  }

  private static void result(Rows rows, Row row, Column column, Cell cell) {
    Measurement m = cell.measurement();
    Basis basis = column.basis();
    Difference d = cell.difference();
    rows.add(
        row.group().label(),
        m.subject(),
        column.evaluator(),
        m.metric(),
        m.unit(),
        number(m.value()),
        number(m.standardError()),
        number(m.interval95().low()),
        number(m.interval95().high()),
        m.n(),
        m.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        m.note(),
        basis.judge() == null ? null : Identity.words(basis.judge()),
        basis.baseline(),
        basis.prompts(),
        basis.decoding() == null ? null : Identity.decoding(basis.decoding()),
        d == null ? null : number(d.value()),
        d == null ? null : number(d.standardError()),
        d == null ? null : number(d.p()),
        d == null ? null : number(d.adjusted()),
        d == null ? null : d.test());
  }

  /** {@code charts/ID.csv}: one row for each point, before any were left out of the page. */
  static void plot(Path folder, Plot plot) {
    Rows rows = new Rows();
    rows.add("series", "x", "y", "low", "high", "x_error", "label");
    for (Plot.Series series : plot.series()) {
      for (int i = 0; i < series.points().size(); i++) {
        Point point = series.points().get(i);
        rows.add(
            series.name(),
            number(point.x()),
            number(point.y()),
            number(point.low()),
            number(point.high()),
            series.errors().isEmpty() ? null : number(series.errors().get(i)),
            point.label());
      }
    }
    rows.write(folder.resolve(plot.id() + ".csv"));
  }

  /** A table of an evaluator; numbers have a column more, for their standard errors. */
  static void table(Path folder, String id, DataTable table) {
    Rows rows = new Rows();
    List<@Nullable Object> heads = new ArrayList<>();
    for (String column : table.columns()) {
      heads.add(column);
      heads.add(column + ", standard error");
    }
    rows.add(heads.toArray());
    for (List<DataTable.Cell> row : table.rows()) {
      List<@Nullable Object> values = new ArrayList<>();
      for (DataTable.Cell cell : row) {
        values.add(cell.isNumber() ? number(cell.value()) : cell.text());
        values.add(number(cell.standardError()));
      }
      rows.add(values.toArray());
    }
    rows.write(folder.resolve(id + ".csv"));
  }

  private static @Nullable String number(double x) {
    return Double.isFinite(x) ? Double.toString(x) : null;
  }

  /** The text of a file. */
  private static final class Rows {
    private final StringBuilder text = new StringBuilder();

    void add(@Nullable Object... values) {
      text.append(FORMAT.format(values)).append('\n');
    }

    void write(Path file) {
      try {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
      } catch (IOException e) {
        throw new UserException(file + " cannot be written: " + UserException.reason(e), e);
      }
      AtomicFile.write(file, text.toString());
    }
  }
}
