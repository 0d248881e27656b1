package org.rlhf4j.evaluators.verifiable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.PromptScores;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.BoundedMean;

/** What {@code verifiable} says of checked answers. */
record VerifiableReport(VerifiableOptions options, List<Checked> found) {

  private static final double LEVEL = 0.95;

  /** The columns: accuracy, and pass@k for every k but 1, which is the same. */
  List<String> columns() {
    List<String> columns = new ArrayList<>(List.of(column("accuracy")));
    options.k().stream().filter(k -> k > 1).forEach(k -> columns.add(column("pass@" + k)));
    return columns;
  }

  private String column(String name) {
    return options.name().isEmpty() ? name : options.name() + " " + name;
  }

  /** With the numbers of each prompt, for answers to the run's own prompts. */
  Evaluation ofRun(Basis basis) {
    List<PromptScores> scores = new ArrayList<>();
    for (Checked one : found) {
      scores.add(new PromptScores(one.method(), column("accuracy"), one.accuracies()));
      for (int k : options.k()) {
        if (k > 1) {
          scores.add(new PromptScores(one.method(), column("pass@" + k), one.passAt(k)));
        }
      }
    }
    return on(basis).withScores(scores);
  }

  Evaluation on(Basis basis) {
    List<Measurement> measurements = new ArrayList<>();
    for (Checked one : found) {
      add(measurements, one, column("accuracy"), one.accuracies());
      for (int k : options.k()) {
        if (k > 1) {
          add(measurements, one, column("pass@" + k), one.passAt(k));
        }
      }
    }
    return Evaluation.of(basis, measurements).withTables(List.of(table())).withCharts(charts());
  }

  private static void add(
      List<Measurement> measurements, Checked one, String column, double[] values) {
    measurements.add(Measurement.rate(one.method(), column, defined(values), one.note()));
  }

  private static Chart.Point point(double x, double[] values) {
    BoundedMean mean = BoundedMean.ofPercent(defined(values), LEVEL);
    return Chart.Point.of(x, mean.mean(), mean.interval());
  }

  private static double[] defined(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
  }

  private DataTable table() {
    List<String> columns =
        new ArrayList<>(
            List.of("method", "prompts", "answers", "right", "nothing to read", "left out"));
    columns.add("accuracy (%)");
    options.k().forEach(k -> columns.add("pass@" + k + " (%)"));
    List<List<Cell>> rows = new ArrayList<>();
    for (Checked one : found) {
      List<Cell> cells =
          new ArrayList<>(
              List.of(
                  Cell.of(one.method()),
                  Cell.of((double) one.prompts()),
                  Cell.of((double) one.all()),
                  Cell.of((double) Arrays.stream(one.right()).sum()),
                  Cell.of((double) one.unread()),
                  Cell.of((double) (one.answers().length - one.prompts()))));
      cells.add(cell(one.accuracies()));
      options.k().forEach(k -> cells.add(cell(one.passAt(k))));
      rows.add(cells);
    }
    return new DataTable(
        "verifiable",
        "Right answers",
        "Standard errors over prompts. An answer with nothing to read is wrong. Left out: prompts"
            + " whose right answer is not known.",
        columns,
        rows);
  }

  private static Cell cell(double[] values) {
    Sample sample = Sample.of(defined(values));
    return Cell.of(sample.mean(), sample.standardError());
  }

  private List<Chart> charts() {
    List<Chart.Point> accuracies = new ArrayList<>();
    List<Chart.Series> passes = new ArrayList<>();
    for (Checked one : found) {
      accuracies.add(point(0, one.accuracies()).labelled(one.method()));
      List<Integer> ladder = one.ladder();
      if (ladder.size() > 1) {
        List<Chart.Point> points = new ArrayList<>();
        for (int k : ladder) {
          points.add(point(k, one.passAt(k)));
        }
        passes.add(new Chart.Series(one.method(), Chart.Mark.LINE_WITH_POINTS, points));
      }
    }
    List<Chart> charts = new ArrayList<>();
    charts.add(
        new Chart(
            "accuracy",
            "Right answers",
            "Means over prompts with 95 % intervals.",
            new Chart.Axis("method", "", Chart.Scale.CATEGORIES),
            Chart.Axis.of("accuracy", "%"),
            List.of(new Chart.Series("accuracy", Chart.Mark.BARS, accuracies))));
    if (!passes.isEmpty()) {
      charts.add(
          new Chart(
              "pass-at-k",
              "pass@k",
              "Probability that one of k answers at least is right, without bias; 95 % intervals"
                  + " over prompts.",
              new Chart.Axis("k", "", Chart.Scale.LOGARITHMIC),
              Chart.Axis.of("pass@k", "%"),
              passes));
    }
    return charts;
  }
}
