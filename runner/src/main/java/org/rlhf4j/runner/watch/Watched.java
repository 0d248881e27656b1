package org.rlhf4j.runner.watch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;

/** Everything that was watched in a run. */
public final class Watched {
  /** The id of its evaluation among the results. */
  public static final String ID = "watch";

  private final View view;
  private final Map<String, Watcher> watchers = new LinkedHashMap<>();

  /** Nothing yet. */
  public Watched(View view) {
    this.view = view;
  }

  /** How it is looked at. */
  public View view() {
    return view;
  }

  /** Remembers who watched a method. */
  public void add(String method, Watcher watcher) {
    watchers.put(method, watcher);
  }

  /** What was seen of a method; null where nothing was trained. */
  public @Nullable Trajectory of(String method) {
    Watcher watcher = watchers.get(method);
    return watcher == null || watcher.trajectory().points().isEmpty()
        ? null
        : watcher.trajectory();
  }

  /** Curves over the steps of all methods, and an alarm for each training that was ended. */
  public Evaluation evaluation() {
    List<Chart> charts = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      List<Chart.Series> series = new ArrayList<>();
      for (String method : watchers.keySet()) {
        Trajectory trajectory = of(method);
        if (trajectory != null && isKnown(measure, trajectory)) {
          series.add(series(method, measure, trajectory));
        }
      }
      if (!series.isEmpty()) {
        charts.add(chart(measure, series));
      }
    }
    List<Alarm> alarms = new ArrayList<>();
    watchers.forEach(
        (method, watcher) ->
            watcher
                .reason()
                .ifPresent(r -> alarms.add(new Alarm(method, "over-optimised: " + r, List.of()))));
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
