package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.runner.report.MainTable.Cell;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.Evaluated;

/**
 * What every method reached for how far it moved: each column of the table against the divergence.
 * Where a training was watched, or an evaluator gave a chart of the same quantity against the
 * divergence in nats, the lines along its steps are drawn behind the points.
 */
final class Frontier {
  private static final double Z = 1.959963984540054;

  private static final String DIVERGENCE = "kl";

  /** Columns by their evaluators, those first that a reader asks for first. */
  private static final List<String> FIRST =
      List.of("win-rate", "mean-reward", "verifiable", "mode-collapse");

  /** Evaluators of which more is better. */
  private static final List<String> MORE_IS_BETTER =
      List.of("win-rate", "mean-reward", "verifiable");

  private Frontier() {}

  static List<Plot> of(List<Group> groups, MainTable table) {
    List<Plot> plots = new ArrayList<>();
    List<Integer> columns = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      columns.add(c);
    }
    columns.sort(Comparator.comparingInt(c -> rank(table.columns().get(c))));
    for (int kl : columns) {
      if (isDivergence(table.columns().get(kl))) {
        for (int y : columns) {
          if (!isDivergence(table.columns().get(y))) {
            Plot plot = plot(groups, table, kl, y, plots.size());
            if (!plot.isEmpty()) {
              plots.add(plot);
            }
          }
        }
      }
    }
    return plots;
  }

  private static boolean isDivergence(Column column) {
    return column.evaluator().equals(DIVERGENCE);
  }

  private static int rank(Column column) {
    int rank = FIRST.indexOf(column.evaluator());
    return rank < 0 ? FIRST.size() : rank;
  }

  private static Plot plot(List<Group> groups, MainTable table, int kl, int y, int number) {
    Column of = table.columns().get(y);
    List<Plot.Series> series = new ArrayList<>();
    List<Point> all = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      series.addAll(trajectories(group, g, of.metric()));
    }
    for (Row row : table.rows()) {
      Cell a = row.cells().get(kl);
      Cell b = row.cells().get(y);
      if (a != null && b != null && Double.isFinite(a.measurement().value())) {
        Measurement x = a.measurement();
        Measurement m = b.measurement();
        String bound = x.note().equals(Measurement.UPPER_BOUND) ? " (KL is an upper bound)" : "";
        Point point =
            Point.of(x.value(), m.value(), m.standardError())
                .labelled(row.group().qualified(row.subject()) + bound);
        all.add(point);
        series.add(
            new Plot.Series(
                row.group().qualified(row.subject()),
                row.subject(),
                groups.indexOf(row.group()),
                Mark.POINTS,
                List.of(point),
                List.of(Z * x.standardError())));
      }
    }
    if (MORE_IS_BETTER.contains(of.evaluator()) && all.size() > 2) {
      series.add(new Plot.Series("frontier", "frontier", 0, Mark.DASHES, best(all)));
    }
    return new Plot(
        "frontier-" + (number + 1) + "-" + Html.id(of.metric()),
        Plot.Kind.FRONTIER,
        of.metric() + " against KL",
        "",
        Chart.Axis.of("KL from " + opponent(table.columns().get(kl)), "nats"),
        Chart.Axis.of(of.metric(), of.unit()),
        series);
  }

  private static String opponent(Column kl) {
    return Objects.requireNonNullElse(kl.basis().baseline(), "the reference");
  }

  /** Points that no other one beats with less divergence. */
  private static List<Point> best(List<Point> points) {
    List<Point> best = new ArrayList<>();
    points.stream()
        .filter(p -> Double.isFinite(p.y()))
        .sorted(
            Comparator.comparingDouble(Point::x).thenComparing(Point::y, Comparator.reverseOrder()))
        .forEach(
            p -> {
              if (best.isEmpty() || p.y() > best.get(best.size() - 1).y()) {
                best.add(Point.of(p.x(), p.y()).labelled(p.label()));
              }
            });
    return best;
  }

  private static List<Plot.Series> trajectories(Group group, int number, String metric) {
    List<Plot.Series> lines = new ArrayList<>();
    RunData run = group.first();
    run.trajectories()
        .against(metric, start(group), run.spec())
        .forEach(
            (method, points) ->
                lines.add(
                    new Plot.Series(
                        group.qualified(method), method, number, Mark.LINE_WITH_POINTS, points)));
    for (Evaluated evaluated : group.first().results().evaluated()) {
      for (Chart chart : evaluated.evaluation().charts()) {
        if (isAgainstDivergence(chart) && chart.y().label().equals(metric)) {
          for (Chart.Series s : chart.series()) {
            if (group.results().subjects().contains(s.name())) {
              lines.add(
                  new Plot.Series(
                      group.qualified(s.name()), s.name(), number, s.mark(), s.points()));
            }
          }
        }
      }
    }
    return lines;
  }

  /** What a group's divergences are measured from, as the group calls it. */
  private static @Nullable String start(Group group) {
    return group.results().evaluated().stream()
        .filter(e -> e.id().equals(DIVERGENCE))
        .findFirst()
        .map(e -> e.evaluation().basis().baseline())
        .orElse(null);
  }

  private static boolean isAgainstDivergence(Chart chart) {
    return chart.x().unit().equals("nats")
        && chart.x().label().toUpperCase(Locale.ROOT).startsWith("KL");
  }
}
