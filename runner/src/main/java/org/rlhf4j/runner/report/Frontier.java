package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Measured;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.Evaluated;

/**
 * What every method reached for how far it moved: each column of the table against the divergence.
 * Where a training was watched, and what was measured along it rests upon the same as the column,
 * the lines along its steps are drawn behind the points; so are those of the column's own evaluator
 * where it has a chart of the quantity against the divergence in nats.
 */
final class Frontier {
  private static final String DIVERGENCE = "kl";

  private static final String DIVERSITY = "mode-collapse";

  /** Columns by their evaluators, those first that a reader asks for first. */
  private static final List<String> FIRST =
      List.of("win-rate", "mean-reward", "verifiable", DIVERSITY);

  /** Evaluators of which more is better. */
  private static final List<String> MORE_IS_BETTER =
      List.of("win-rate", "mean-reward", "verifiable");

  private Frontier() {}

  static List<Plot> of(List<Group> groups, MainTable table, Names names) {
    List<Plot> plots = new ArrayList<>();
    int diversity = -1;
    List<Integer> columns = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      columns.add(c);
    }
    columns.sort(Comparator.comparingInt(c -> rank(table.columns().get(c))));
    for (int kl : columns) {
      if (isDivergence(table.columns().get(kl))) {
        for (int y : columns) {
          if (!isDivergence(table.columns().get(y))) {
            Plot plot = plot(groups, table, kl, y, names, plots.size());
            if (!plot.isEmpty()) {
              if (diversity < 0 && table.columns().get(y).evaluator().equals(DIVERSITY)) {
                diversity = plots.size();
              }
              plots.add(plot);
            }
          }
        }
      }
    }
    if (diversity > 1) { // the two that are shown first are what was won and what was lost
      plots.add(1, plots.remove(diversity));
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

  private static Plot plot(
      List<Group> groups, MainTable table, int kl, int y, Names names, int number) {
    Column of = table.columns().get(y);
    List<Plot.Series> series = new ArrayList<>();
    List<Point> all = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      Evaluated from = evaluated(group, table, y);
      Evaluated divergence = evaluated(group, table, kl);
      if (from != null && divergence != null) {
        CheckpointGroup checkpoints = new CheckpointGroup(group, from, divergence, of.metric());
        series.addAll(checkpoints.series(g));
      }
    }
    for (Row row : table.rows()) {
      Measured a = row.cells().get(kl);
      Measured b = row.cells().get(y);
      if (a != null && b != null && Double.isFinite(a.measurement().value())) {
        Measurement x = a.measurement();
        Measurement m = b.measurement();
        String bound = x.kind() == Measurement.Kind.UPPER_BOUND ? " (KL is an upper bound)" : "";
        Point point =
            Point.of(x.value(), m.value(), m.interval95())
                .labelled(row.group().qualified(row.subject()) + bound);
        all.add(point);
        series.add(
            new Plot.Series(
                row.group().qualified(row.subject()),
                row.subject(),
                groups.indexOf(row.group()),
                Mark.POINTS,
                List.of(point),
                List.of(x.interval95().halfWidth())));
      }
    }
    if (MORE_IS_BETTER.contains(of.evaluator()) && all.size() > 2) {
      series.add(new Plot.Series("frontier", "frontier", 0, Mark.DASHES, best(all)));
    }
    return new Plot(
        names.unique("frontier-" + (number + 1) + "-" + Html.id(of.metric())),
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

  /** Whose numbers a group has in a column; null for none. */
  private static @Nullable Evaluated evaluated(Group group, MainTable table, int column) {
    return table.rows().stream()
        .filter(row -> row.group().isSame(group))
        .map(row -> row.cells().get(column))
        .filter(Objects::nonNull)
        .findFirst()
        .map(cell -> group.evaluated(Objects.requireNonNull(cell).place()))
        .orElse(null);
  }
}
