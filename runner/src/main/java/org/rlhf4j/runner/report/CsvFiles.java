package org.rlhf4j.runner.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.runner.report.MainTable.Cell;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.AtomicFile;

/** Every number of a report as CSV (RFC 4180), with all digits; what is no number is empty. */
final class CsvFiles {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  private CsvFiles() {}

  /** {@code results.csv}: one row for each number of the main table. */
  static void results(Path file, MainTable table) {
    write(
        file,
        out -> {
          out.printRecord(
              "run",
              "method",
              "evaluator",
              "metric",
              "unit",
              "value",
              "standard_error",
              "n",
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
                result(out, row, table.columns().get(c), cell);
              }
            }
          }
        });
  }

  private static void result(CSVPrinter out, Row row, Column column, Cell cell) throws IOException {
    Measurement m = cell.measurement();
    Basis basis = column.basis();
    Difference d = cell.difference();
    out.print(row.group().label());
    out.print(m.subject());
    out.print(column.evaluator());
    out.print(m.metric());
    out.print(m.unit());
    out.print(number(m.value()));
    out.print(number(m.standardError()));
    out.print(m.n());
    out.print(m.note());
    out.print(basis.judge());
    out.print(basis.baseline());
    out.print(basis.prompts());
    out.print(basis.decoding());
    out.print(d == null ? null : number(d.value()));
    out.print(d == null ? null : number(d.standardError()));
    out.print(d == null ? null : number(d.p()));
    out.print(d == null ? null : number(d.adjusted()));
    out.print(d == null ? null : d.test());
    out.println();
  }

  /** {@code charts/ID.csv}: one row for each point, before any were left out of the page. */
  static void plot(Path folder, Plot plot) {
    write(
        folder.resolve(plot.id() + ".csv"),
        out -> {
          out.printRecord("series", "x", "y", "low", "high", "x_error", "label");
          for (Plot.Series series : plot.series()) {
            for (int i = 0; i < series.points().size(); i++) {
              Point point = series.points().get(i);
              out.printRecord(
                  series.name(),
                  number(point.x()),
                  number(point.y()),
                  number(point.low()),
                  number(point.high()),
                  series.errors().isEmpty() ? null : number(series.errors().get(i)),
                  point.label());
            }
          }
        });
  }

  /** A table of an evaluator; numbers have a column more, for their standard errors. */
  static void table(Path folder, String id, DataTable table) {
    write(
        folder.resolve(id + ".csv"),
        out -> {
          for (String column : table.columns()) {
            out.print(column);
            out.print(column + ", standard error");
          }
          out.println();
          for (List<DataTable.Cell> row : table.rows()) {
            for (DataTable.Cell cell : row) {
              out.print(cell.isNumber() ? number(cell.value()) : cell.text());
              out.print(number(cell.standardError()));
            }
            out.println();
          }
        });
  }

  private static @Nullable String number(double x) {
    return Double.isFinite(x) ? Double.toString(x) : null;
  }

  /** Writes rows. */
  private interface Rows {
    void to(CSVPrinter out) throws IOException;
  }

  private static void write(Path file, Rows rows) {
    StringWriter text = new StringWriter();
    try (CSVPrinter out = new CSVPrinter(text, FORMAT)) {
      rows.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
    } catch (IOException e) {
      throw new UserException(file + " cannot be written: " + e, e);
    }
    AtomicFile.write(file, text.toString());
  }
}
