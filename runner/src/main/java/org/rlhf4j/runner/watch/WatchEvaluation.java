package org.rlhf4j.runner.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.statistics.Holm;

/** What was watched, as results: a chart for each measure, an alarm for each rule that fired. */
public final class WatchEvaluation {
  private final View view;
  private final Map<String, Trajectory> trajectories = new LinkedHashMap<>();
  private final Map<String, StopReason> reasons = new LinkedHashMap<>();

  /** Without any method yet. */
  public WatchEvaluation(View view) {
    this.view = view;
  }

  /** Adds a method; one that trained nothing has no curve. */
  public void add(String method, Watcher watcher) {
    if (!watcher.trajectory().points().isEmpty()) {
      trajectories.put(method, watcher.trajectory());
    }
    watcher.reason().ifPresent(r -> reasons.put(method, r));
  }

  /** All of it. */
  public Evaluation make() {
    List<Chart> charts = new ArrayList<>();
    Map<String, Basis> bases = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      Map<String, List<Chart.Series>> byProxy = new LinkedHashMap<>();
      trajectories.forEach(
          (method, trajectory) -> {
            if (measure.isKnown(trajectory.points().get(0))) {
              String suffix = measure == Measure.PROXY ? suffix(trajectory) : "";
              byProxy
                  .computeIfAbsent(suffix, x -> new ArrayList<>())
                  .add(series(method, measure, trajectory));
              judge(measure, trajectory)
                  .ifPresent(j -> bases.put(measure.label() + suffix, view.basis().judgedBy(j)));
            }
          });
      byProxy.forEach((suffix, series) -> charts.add(chart(measure, suffix, series)));
    }
    Evaluation made = Evaluation.of(view.basis(), List.of());
    for (Map.Entry<String, Basis> of : bases.entrySet()) {
      made = made.withBasis(of.getKey(), of.getValue());
    }
    return made.withCharts(charts).withAlarms(alarms());
  }

  /** One for each training that was ended; all that were watched are one family. */
  private List<Alarm> alarms() {
    List<String> methods = new ArrayList<>(trajectories.keySet());
    double[] p = Holm.adjust(methods.stream().mapToDouble(this::p).toArray());
    List<Alarm> alarms = new ArrayList<>();
    for (int m = 0; m < p.length; m++) {
      StopReason reason = reasons.get(methods.get(m));
      if (reason != null) {
        alarms.add(new Alarm(methods.get(m), reason.among(p[m], p.length), List.of()));
      }
    }
    return alarms;
  }

  /** One where nothing was tested, or no test ended the training. */
  private double p(String method) {
    StopReason reason = reasons.get(method);
    return reason == null || Double.isNaN(reason.p()) ? 1 : reason.p();
  }

  /** Who says so, where it is not the gold reward of the view. */
  private Optional<String> judge(Measure measure, Trajectory trajectory) {
    return switch (measure) {
      case PROXY -> Optional.of(trajectory.proxy());
      case WIN_RATE -> Optional.ofNullable(view.judgeIdentity());
      default -> Optional.empty();
    };
  }

  /** Nothing for the run's own reward, else the first method that has the same. */
  private String suffix(Trajectory trajectory) {
    String proxy = trajectory.proxy();
    return proxy.equals(Basis.REWARD_OF_THE_RUN)
        ? ""
        : trajectories.entrySet().stream()
            .filter(e -> e.getValue().proxy().equals(proxy))
            .findFirst()
            .map(e -> " of " + e.getKey())
            .orElse("");
  }

  private static Chart.Series series(String method, Measure measure, Trajectory trajectory) {
    List<Chart.Point> points = new ArrayList<>();
    for (TrajectoryPoint point : trajectory.points()) {
      points.add(
          Chart.Point.of(point.step(), measure.sample(point)).labelled("step " + point.step()));
    }
    return new Chart.Series(method, Chart.Mark.LINE_WITH_POINTS, points);
  }

  private static Chart chart(Measure measure, String suffix, List<Chart.Series> series) {
    return new Chart(
        "watch-" + measure.id() + suffix.replaceAll("[^A-Za-z0-9]+", "-"),
        measure.label() + suffix + " along the training",
        "Answers to the same prompts with the same random numbers at every point, plain sampling at"
            + " temperature 1; bars are 95 % intervals over prompts."
            + (measure == Measure.WIN_RATE
                ? " Against the answers of each training's own start, both orders."
                : ""),
        Chart.Axis.of("step", ""),
        Chart.Axis.of(measure.label() + suffix, measure.unit()),
        series);
  }
}
