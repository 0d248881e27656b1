package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.evaluators.inputs.InputFile;

/** Forecasts that others made. */
record FileSource(InputFile<Row> file, String meaning) implements ForecastSource {

  /** A probability and its outcome. */
  record Row(String forecaster, double probability, double outcome) {

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
      return new Row(name(row, "forecaster"), probability, label);
    }

    /** Of a row with {@code chosenScore} and {@code rejectedScore}. */
    static Row pair(DataRow row, double scale) {
      double p =
          PreferenceSource.ByReward.preferChosen(
              row.number("chosenScore") - row.number("rejectedScore"), scale);
      Forecasts folded = Forecasts.folded(new double[] {p});
      return new Row(name(row, "scorer"), folded.probability()[0], folded.outcome()[0]);
    }

    private static String name(DataRow row, String column) {
      return row.has(column) ? row.text(column) : "file";
    }
  }

  @Override
  public Basis basis(EvaluationTask task) {
    return file.basis();
  }

  @Override
  public List<Forecaster> forecasters(EvaluationTask task) {
    Map<String, List<Row>> byName = new LinkedHashMap<>();
    file.rows().forEach(r -> byName.computeIfAbsent(r.forecaster(), n -> new ArrayList<>()).add(r));
    List<Forecaster> found = new ArrayList<>();
    byName.forEach(
        (name, rows) ->
            found.add(
                new Forecaster(
                    name,
                    Forecasts.of(
                        rows.stream().mapToDouble(Row::probability).toArray(),
                        rows.stream().mapToDouble(Row::outcome).toArray()),
                    "")));
    return found;
  }
}
