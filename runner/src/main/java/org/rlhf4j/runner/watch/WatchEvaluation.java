package org.rlhf4j.runner.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;

/** What was watched, as results: a chart for each measure, an alarm for each rule that fired. */
public final class WatchEvaluation {
  private final View view;
  private final Map<String, Trajectory> trajectories = new LinkedHashMap<>();
  private final List<Alarm> alarms = new ArrayList<>();

  /** Without any method yet. */
  public WatchEvaluation(View view) {
    this.view = view;
  }

  /** Adds a method; one that trained nothing has no curve. */
  public void add(String method, Watcher watcher) {
    if (!watcher.trajectory().points().isEmpty()) {
      trajectories.put(method, watcher.trajectory());
    }
    watcher
        .reason()
        .ifPresent(r -> alarms.add(new Alarm(method, "over-optimised: " + r, List.of())));
  }

  /** All of it. */
  public Evaluation make() {
    List<Chart> charts = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      List<Chart.Series> series = new ArrayList<>();
      trajectories.forEach(
          (method, trajectory) -> {
            if (isKnown(measure, trajectory)) {
              series.add(series(method, measure, trajectory));
            }
          });
      if (!series.isEmpty()) {
        charts.add(chart(measure, series));
      }
    }
    return Evaluation.of(view.basis(), List.of()).withCharts(charts).withAlarms(alarms);
  }

  private static boolean isKnown(Measure measure, Trajectory trajectory) {
    return Arrays.stream(measure.of(trajectory.points().get(0))).noneMatch(Double::isNaN);
  }

  private static Chart.Series series(String method, Measure measure, Trajectory trajectory) {
    List<Chart.Point> points = new ArrayList<>();
    for (TrajectoryPoint point : trajectory.points()) {
      Sample sample = Sample.of(measure.of(point));
      points.add(
          Chart.Point.of(point.step(), sample.mean(), sample.standardError())
              .labelled("step " + point.step()));
    }
    return new Chart.Series(method, Chart.Mark.LINE_WITH_POINTS, points);
  }

  private static Chart chart(Measure measure, List<Chart.Series> series) {
    return new Chart(
        "watch-" + measure.key(),
        measure.label() + " along the training",
        "Answers to the same prompts with the same random numbers at every point, plain sampling at"
            + " temperature 1; bars are 95 % intervals over prompts.",
        Chart.Axis.of("step", ""),
        Chart.Axis.of(measure.label(), measure.unit()),
        series);
  }
}
