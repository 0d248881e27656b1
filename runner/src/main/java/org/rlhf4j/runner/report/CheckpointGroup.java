package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.runner.run.Evaluated;

/**
 * The checkpoints of trainings in one chart of the frontier. Names do not decide whether they
 * belong there: who judged, against whom, and how answers were drawn must be those of the column.
 * (Prompts are the first ones of the evaluation's, or with {@code watch.stop} rows of their own.)
 *
 * @param from the evaluator of the column
 * @param divergence that of the divergences
 * @param metric of the column
 */
record CheckpointGroup(Group group, Evaluated from, Evaluated divergence, String metric) {
  private static final String WATCH = "watch";

  /** The evaluator's name for a rate with length controlled for, which no checkpoint has. */
  private static final String LENGTH_CONTROLLED = "LC ";

  /** All lines. */
  List<Plot.Series> series(int number) {
    List<Plot.Series> lines = new ArrayList<>();
    for (RunData run : group.runs()) {
      String start = divergence.evaluation().basis().baseline();
      String measure = measure(run);
      if (measure != null) {
        run.trajectories()
            .against(measure, start, run.spec(), measure.equals("proxy"))
            .forEach(
                (method, points) ->
                    lines.add(
                        new Plot.Series(
                            group.qualified(method),
                            method,
                            number,
                            Mark.LINE_WITH_POINTS,
                            points)));
      }
      charts(run, number, lines);
    }
    return lines;
  }

  /** What the run's curves call what the column measures; null if nothing is the same. */
  private @Nullable String measure(RunData run) {
    Evaluation watch = evaluation(run, WATCH, -1);
    Evaluation own = evaluation(run, from.id(), from.place());
    Evaluation kl = evaluation(run, divergence.id(), divergence.place());
    if (watch == null || own == null || kl == null) {
      return null;
    }
    Basis seen = watch.basis();
    Basis basis = own.basis(metric);
    boolean drawnAlike =
        Objects.equals(seen.decoding(), basis.decoding())
            && Objects.equals(seen.decoding(), kl.basis().decoding());
    if (!drawnAlike) {
      return null;
    }
    return switch (from.id()) {
      case "mean-reward" ->
          Basis.REWARD_OF_THE_RUN.equals(basis.judge())
              ? "proxy"
              : basis.judge() != null && basis.judge().equals(seen.judge()) ? "gold" : null;
      case "win-rate" -> {
        String judge = watch.basis("win rate").judge();
        boolean same =
            watch.bases().containsKey("win rate")
                && Objects.equals(judge, basis.judge())
                && Objects.equals(basis.baseline(), kl.basis().baseline());
        yield same && !metric.startsWith(LENGTH_CONTROLLED) ? "win_rate" : null;
      }
      case "length" -> metric.equals("length") ? "length" : null;
      case "mode-collapse" -> metric.equals("answer entropy") ? "entropy" : null;
      default -> null;
    };
  }

  private static @Nullable Evaluation evaluation(RunData run, String id, int place) {
    return run.results().evaluated().stream()
        .filter(e -> e.id().equals(id) && (place < 0 || e.place() == place))
        .findFirst()
        .map(Evaluated::evaluation)
        .orElse(null);
  }

  /** Charts of the column's own evaluator against the divergence in nats. */
  private void charts(RunData run, int number, List<Plot.Series> lines) {
    Evaluation own = evaluation(run, from.id(), from.place());
    if (own == null) {
      return;
    }
    for (Chart chart : own.charts()) {
      if (isAgainstDivergence(chart) && chart.y().label().equals(metric)) {
        for (Chart.Series s : chart.series()) {
          if (group.results().subjects().contains(s.name())) {
            lines.add(
                new Plot.Series(group.qualified(s.name()), s.name(), number, s.mark(), s.points()));
          }
        }
      }
    }
  }

  private static boolean isAgainstDivergence(Chart chart) {
    return chart.x().unit().equals("nats")
        && chart.x().label().toUpperCase(Locale.ROOT).startsWith("KL");
  }
}
