package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.evaluators.MethodNames;

/** Implements {@link CalibrationPlugin}. */
record Calibration(CalibrationOptions options, ForecastSource source) implements Evaluator {

  /** Where every method starts; the reference if none is named. */
  private static final String BASE = "base";

  private static final double LEVEL = 0.95;

  private static final List<String> MEASURED = List.of(Scores.ECE, Scores.BRIER, Scores.LOG_LOSS);

  @Override
  public void check(List<String> subjects) {
    String reference = options.reference();
    if (reference == null) {
      return;
    }
    if (source.needsSubjects()) {
      MethodNames.require("calibration: reference", reference, subjects);
    } else if (source.names().size() < 2 || !source.isPaired()) {
      throw new UserException(
          "calibration: reference: "
              + (source.isPaired()
                  ? source.names().get(0) + " is the only one who is measured"
                  : "nothing tells which rows are about the same; give them an id")
              + ", or leave reference out");
    } else if (!source.names().contains(reference)) {
      throw new UserException(
          "calibration: reference: nobody is named \""
              + reference
              + "\"; "
              + Suggestion.among(reference, source.names())
              + "there are "
              + Excerpt.names(source.names()));
    }
  }

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
                Measurement.estimate(
                        forecaster.name(),
                        column(name),
                        name.equals(Scores.LOG_LOSS) ? "nats" : "",
                        s.values().get(i),
                        endless ? Double.NaN : s.replicates().get(i).standardError(),
                        endless ? Interval.NONE : s.replicates().get(i).interval(LEVEL),
                        forecaster.forecasts().n())
                    .noted(endless ? note(forecaster) : forecaster.note()));
          }
        });
    CalibrationReport report =
        new CalibrationReport(scores, source.meaning(), source.remark(), options.bins());
    List<DataTable> tables = new ArrayList<>(report.tables());
    differences(scores.keySet(), random, task.log()).ifPresent(tables::add);
    return Evaluation.of(source.basis(task), measurements)
        .withCharts(report.charts())
        .withTables(tables);
  }

  /** Those from the reference, where there is one and somebody to compare with it. */
  private Optional<DataTable> differences(
      Set<ForecastSource.Forecaster> all, RandomStream random, RunLog log) {
    String name = Objects.requireNonNullElse(options.reference(), BASE);
    Optional<ForecastSource.Forecaster> reference =
        all.stream().filter(f -> f.name().equals(name)).findFirst();
    if (reference.isEmpty() && options.reference() != null) {
      log.note("no differences from " + name + ", which has no probabilities");
    }
    if (reference.isEmpty() || all.size() < 2 || !source.isPaired()) {
      return Optional.empty();
    }
    Forecasts its = reference.get().forecasts();
    Bootstrap bootstrap = new Bootstrap(options.resamples(), 0.95, random.child("bootstrap"));
    Map<String, Differences> found = new LinkedHashMap<>();
    for (ForecastSource.Forecaster one : all) {
      if (!one.name().equals(name)) {
        found.put(one.name(), Differences.of(one.forecasts(), its, options.bins(), bootstrap));
      }
    }
    return Optional.of(CalibrationReport.differences(name, found));
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
