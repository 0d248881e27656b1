package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.inputs.InputFile;
import org.rlhf4j.evaluators.inputs.Items;

/** Forecasts that others made. */
record FileSource(InputFile<Row> file, String meaning) implements ForecastSource {

  /**
   * A probability and its outcome.
   *
   * @param about what it is about, and who said so
   */
  record Row(Items.Item about, double probability, double outcome) {

    String forecaster() {
      return about.who();
    }

    /** Of a row with {@code probability} and {@code label}. */
    static Row forecast(DataRow row) {
      double label = row.number("label");
      double probability = row.number("probability");
      if (!(label == 0 || label == 1 || label == 0.5)) {
        throw new UserException("\"label\" must be 0, 1 or 0.5 (a tie), but is " + label);
      }
      if (!(probability >= 0 && probability <= 1)) {
        throw new UserException("\"probability\" must be in [0, 1], but is " + probability);
      }
      return new Row(
          new Items.Item(
              row.line(), name(row, "forecaster"), Items.id(row), List.of(probability, label)),
          probability,
          label);
    }

    /** Of a row with {@code chosenScore} and {@code rejectedScore}. */
    static Row pair(DataRow row, double scale) {
      double chosen = row.number("chosenScore");
      double rejected = row.number("rejectedScore");
      double p = PreferenceSource.ByReward.preferChosen(chosen - rejected, scale);
      Forecasts folded = Forecasts.folded(new double[] {p});
      return new Row(
          new Items.Item(
              row.line(),
              name(row, "scorer"),
              Items.id(row, "prompt", "chosen", "rejected"),
              List.of(chosen, rejected)),
          folded.probability()[0],
          folded.outcome()[0]);
    }

    private static String name(DataRow row, String column) {
      return row.has(column) ? row.text(column) : "file";
    }
  }

  /**
   * Reads a file.
   *
   * @param option that names it
   * @param who what its column of names is called
   * @throws org.rlhf4j.api.UserException if something stands there twice, or not all are measured
   *     on the same
   */
  static FileSource read(
      PluginContext context,
      String option,
      String who,
      String path,
      Function<DataRow, Row> parse,
      String meaning) {
    InputFile<Row> file = InputFile.read(context, path, parse);
    List<Items.Item> items = file.rows().stream().map(Row::about).toList();
    Items.check("calibration: " + option, path, who, /* once= */ true, items);
    return new FileSource(file, meaning);
  }

  @Override
  public String remark() {
    return Items.remark(file.rows().stream().map(Row::about).toList());
  }

  @Override
  public boolean needsSubjects() {
    return false;
  }

  @Override
  public List<String> names() {
    return file.rows().stream().map(Row::forecaster).distinct().toList();
  }

  @Override
  public boolean isPaired() {
    return file.rows().stream().allMatch(r -> r.about().id() != null);
  }

  @Override
  public List<Work> work(int subjects) {
    return Work.nothing();
  }

  @Override
  public Basis basis(EvaluationTask task) {
    return file.basis();
  }

  @Override
  public List<Forecaster> forecasters(EvaluationTask task) {
    Map<String, List<Row>> byName = new LinkedHashMap<>();
    Map<String, Integer> items = new HashMap<>();
    for (Row row : file.rows()) {
      byName.computeIfAbsent(row.forecaster(), n -> new ArrayList<>()).add(row);
      String id = row.about().id();
      if (id != null) {
        items.putIfAbsent(id, items.size());
      }
    }
    List<Forecaster> found = new ArrayList<>();
    byName.forEach((name, rows) -> found.add(new Forecaster(name, forecasts(rows, items), "")));
    return found;
  }

  private Forecasts forecasts(List<Row> rows, Map<String, Integer> items) {
    double[] probability = rows.stream().mapToDouble(Row::probability).toArray();
    double[] outcome = rows.stream().mapToDouble(Row::outcome).toArray();
    return isPaired()
        ? new Forecasts(
            probability,
            outcome,
            rows.stream().map(r -> items.get(r.about().id())).mapToInt(i -> i).toArray())
        : Forecasts.of(probability, outcome);
  }
}
