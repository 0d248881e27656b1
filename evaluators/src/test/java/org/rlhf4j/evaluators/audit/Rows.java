package org.rlhf4j.evaluators.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;

/** A context with one file of rows in memory: fields apart by bars, the first line the headings. */
record Rows(List<DataRow> rows) implements PluginContext {

  static Rows of(String... lines) {
    String[] columns = lines[0].split("\\|", -1);
    List<DataRow> rows = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      String[] fields = lines[i].split("\\|", -1);
      Map<String, String> row = new LinkedHashMap<>();
      for (int j = 0; j < columns.length; j++) {
        row.put(columns[j], fields[j]);
      }
      rows.add(new Line(i + 1, row));
    }
    return new Rows(rows);
  }

  record Line(int line, Map<String, String> fields) implements DataRow {
    @Override
    public List<String> columns() {
      return List.copyOf(fields.keySet());
    }

    @Override
    public boolean has(String column) {
      return fields.containsKey(column) && !fields.get(column).isEmpty();
    }

    @Override
    public String text(String column) {
      if (!fields.containsKey(column)) {
        throw new UserException(column + " is missing; the row has " + fields.keySet());
      }
      return fields.get(column);
    }

    @Override
    public double number(String column) {
      return Double.parseDouble(text(column));
    }

    @Override
    public int integer(String column) {
      return Integer.parseInt(text(column));
    }

    @Override
    public List<String> texts(String column) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String json(String column) {
      return text(column).startsWith("[") ? text(column) : '"' + text(column) + '"';
    }
  }

  /** Makes an evaluator and lets it look at nothing but the file. */
  <O extends Record> Evaluation evaluate(EvaluatorPlugin<O> plugin, O options) {
    try (Evaluator evaluator = plugin.create(options, this)) {
      return evaluator.evaluate(
          new EvaluationTask(
              List.of(), List.of(), null, null, RandomStream.ofSeed(7), RunLog.silent()));
    }
  }

  /** A number of a table: of the row that begins with these texts, in this column. */
  static double number(Evaluation evaluation, String table, String column, String... row) {
    DataTable found =
        evaluation.tables().stream().filter(t -> t.id().equals(table)).findFirst().orElseThrow();
    int place = found.columns().indexOf(column);
    return found.rows().stream()
        .filter(
            r -> {
              for (int i = 0; i < row.length; i++) {
                if (!r.get(i).text().equals(row[i])) {
                  return false;
                }
              }
              return true;
            })
        .findFirst()
        .orElseThrow(() -> new AssertionError(found.rows()))
        .get(place)
        .value();
  }

  @Override
  public RandomStream random() {
    return RandomStream.ofSeed(3);
  }

  @Override
  public Path resolve(String path) {
    try {
      Path file = Files.createTempFile("rows", ".csv");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Path place(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> List<T> rows(String path, Function<DataRow, T> parse) {
    List<String> bad = new ArrayList<>();
    List<T> parsed = new ArrayList<>();
    for (DataRow row : rows) {
      try {
        parsed.add(parse.apply(row));
      } catch (UserException e) {
        bad.add("line " + row.line() + ": " + e.getMessage());
      }
    }
    if (!bad.isEmpty()) {
      throw new UserException(String.join("\n", bad));
    }
    return parsed;
  }

  @Override
  public String describe(Part<?> part) {
    return part.plugin().id();
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public RunLog log() {
    return RunLog.silent();
  }

  @Override
  public <T> T create(Part<T> part) {
    return part.create(this);
  }
}
