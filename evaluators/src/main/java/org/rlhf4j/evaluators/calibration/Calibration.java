package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.math.RandomStream;

/** Implements {@link CalibrationPlugin}. */
record Calibration(CalibrationOptions options, ForecastSource source) implements Evaluator {

  private static final List<String> MEASURED = List.of(Scores.ECE, Scores.BRIER, Scores.LOG_LOSS);

  @Override
  public boolean needsSubjects() {
    return source.needsSubjects();
  }

  /** Policies are asked questions and texts of the evaluator's own. */
  @Override
  public boolean needsAnswers() {
    return false;
  }

  @Override
  public List<String> columns() {
    return MEASURED.stream().map(this::column).toList();
  }

  private String column(String name) {
    return Stream.of(options.name(), name)
        .filter(s -> !s.isEmpty())
        .reduce((a, b) -> a + " " + b)
        .orElseThrow();
  }

  @Override
  public boolean needsReward() {
    return source.needsReward();
  }

  @Override
  public List<Work> work(int subjects, int prompts) {
    return source.work(subjects);
  }

  @Override
  public Evaluation evaluate(EvaluationTask task) {
    RandomStream random = task.random().child("calibration");
    Map<ForecastSource.Forecaster, Scores> scores = new LinkedHashMap<>();
    for (ForecastSource.Forecaster forecaster : source.forecasters(task)) {
      scores.put(
          forecaster,
          Scores.of(forecaster.forecasts(), options.bins(), options.resamples(), random));
    }
    List<Measurement> measurements = new ArrayList<>();
    scores.forEach(
        (forecaster, s) -> {
          for (String name : MEASURED) {
            int i = Scores.NAMES.indexOf(name);
            boolean endless = Double.isInfinite(s.values().get(i));
            measurements.add(
                new Measurement(
                    forecaster.name(),
                    column(name),
                    name.equals(Scores.LOG_LOSS) ? "nats" : "",
                    s.values().get(i),
                    endless ? Double.NaN : s.replicates().get(i).standardError(),
                    forecaster.forecasts().n(),
                    endless ? note(forecaster) : forecaster.note()));
          }
        });
    CalibrationReport report =
        new CalibrationReport(scores, source.meaning(), source.remark(), options.bins());
    return Evaluation.of(source.basis(task), measurements)
        .withCharts(report.charts())
        .withTables(report.tables());
  }

  private static String note(ForecastSource.Forecaster forecaster) {
    return Stream.of("infinite: what had the probability 0 happened", forecaster.note())
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining("; "));
  }

  @Override
  public void close() {
    source.close();
  }
}
