package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Chart.Axis;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.evaluation.Chart.Series;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.DetectableDifference;

/**
 * What was found of a panel, for tables and charts.
 *
 * @param panel the judged answers
 * @param models one for each match
 * @param name of the win rate
 * @param control what length-controlled rates rest upon, in words; empty where there are none
 */
record PanelFindings(Panel panel, List<Model> models, String name, String control) {

  /**
   * A model's numbers.
   *
   * @param controlled null where length was not controlled for
   */
  record Model(Match match, HeadToHead raw, LengthControl.@Nullable Controlled controlled) {

    /** Preferences in percent, for the detectable difference. */
    private double spread() {
      double[] x = new double[raw.total()];
      int k = 0;
      for (int i : match.usable()) {
        x[k++] = 100 * match.preferences()[i];
      }
      return Sample.of(x).standardDeviation();
    }

    private double lengthDifference() {
      return match.meanLength() - match.meanBaselineLength();
    }
  }

  PanelFindings {
    models =
        models.stream().sorted(Comparator.comparingDouble((Model m) -> -m.raw.winRate())).toList();
  }

  private boolean controlled() {
    return models.stream().anyMatch(m -> m.controlled != null);
  }

  /** Win rates, counts and lengths, the best first. */
  DataTable table() {
    List<String> columns = new ArrayList<>(List.of("model", name + " (%)", "low", "high"));
    List<Function<Model, Cell>> cells = new ArrayList<>();
    cells.add(m -> Cell.of(m.match.model()));
    cells.add(m -> Cell.of(m.raw.winRate(), m.raw.standardError()));
    cells.add(m -> Cell.of(m.raw.interval().low()));
    cells.add(m -> Cell.of(m.raw.interval().high()));
    if (controlled()) {
      columns.addAll(
          List.of(WinRate.LC + name + " (%)", "low ", "high ", "length weight", "remark"));
      cells.add(m -> rate(m));
      cells.add(m -> controlled(m, c -> c.interval().low()));
      cells.add(m -> controlled(m, c -> c.interval().high()));
      cells.add(m -> m.controlled == null ? Cell.of("") : Cell.of(m.controlled.weights().length()));
      cells.add(m -> Cell.of(m.controlled == null ? "" : m.controlled.note()));
    }
    add(columns, cells, "discrete (%)", m -> m.raw.discreteWinRate());
    add(columns, cells, "wins", m -> m.raw.wins());
    add(columns, cells, "losses", m -> m.raw.losses());
    add(columns, cells, "draws", m -> m.raw.draws());
    add(columns, cells, "n", m -> m.raw.total());
    add(columns, cells, "left out", m -> m.match.missing());
    add(columns, cells, "length (characters)", m -> m.match.meanLength());
    add(columns, cells, "baseline's (characters)", m -> m.match.meanBaselineLength());
    add(
        columns,
        cells,
        "detectable (points)",
        m -> DetectableDifference.USUAL.of(m.spread(), m.raw.total()));
    String caption =
        "Against "
            + panel.baseline()
            + ", judged by "
            + panel.judge()
            + ". A draw counts one half. Low and high: 95 % intervals over prompts"
            + (control.isEmpty()
                ? "."
                : "; of the length-controlled rate by bootstrap, " + control + ".")
            + " Detectable: how far a true win rate must be from 50 % to"
            + " be told from it in 4 of 5 cases at the 5 % level, given the spread seen."
            + (panel.remarks().isEmpty() ? "" : " " + String.join("; ", panel.remarks()) + ".");
    return new DataTable(
        "win-rates",
        "Win rates",
        caption,
        columns,
        models.stream().map(m -> cells.stream().map(cell -> cell.apply(m)).toList()).toList());
  }

  private static Cell rate(Model m) {
    return m.controlled == null
        ? Cell.of("")
        : Cell.of(m.controlled.rate(), m.controlled.standardError());
  }

  private static Cell controlled(Model m, ToDoubleFunction<LengthControl.Controlled> number) {
    return m.controlled == null ? Cell.of("") : Cell.of(number.applyAsDouble(m.controlled));
  }

  private static void add(
      List<String> columns,
      List<Function<Model, Cell>> cells,
      String column,
      ToDoubleFunction<Model> number) {
    columns.add(column);
    cells.add(m -> Cell.of(number.applyAsDouble(m)));
  }

  /** What the judge took; times are not in it, because they differ from run to run. */
  DataTable costs() {
    return new DataTable(
        "judge-cost",
        "What judging took",
        "Comparisons put to the judge, both orders counted, and what its verdicts say they took.",
        List.of("model", "comparisons", "requests", "prompt tokens", "completion tokens", "money"),
        models.stream()
            .map(
                m -> {
                  Cost cost = m.match.cost();
                  return List.of(
                      Cell.of(m.match.model()),
                      Cell.of(m.match.judged()),
                      Cell.of(cost.calls()),
                      Cell.of((double) cost.promptTokens()),
                      Cell.of((double) cost.completionTokens()),
                      Cell.of(cost.money()));
                })
            .toList());
  }

  /** Win rates as bars. */
  Chart bars() {
    List<Series> series = new ArrayList<>();
    series.add(new Series(name, Mark.BARS, points(m -> point(0, m.raw))));
    if (controlled()) {
      series.add(new Series(WinRate.LC + name, Mark.BARS, points(PanelFindings::controlledPoint)));
    }
    return new Chart(
        "win-rates",
        "Win rates against " + panel.baseline(),
        "95 % intervals over prompts; by bootstrap for the length-controlled rate.",
        new Axis("model", "", Chart.Scale.CATEGORIES),
        Axis.of("win rate", "%"),
        series);
  }

  /** Win rate against how much longer the answers are than the baseline's. */
  Chart lengths() {
    return new Chart(
        "win-rate-by-length",
        "Win rate and length",
        "Mean length of answers less that of the baseline's, in Unicode code points, and the win"
            + " rate with its 95 % interval. Win rates that rise with length ask for the"
            + " length-controlled rate.",
        Axis.of("length difference", "characters"),
        Axis.of("win rate", "%"),
        models.stream()
            .filter(m -> Double.isFinite(m.lengthDifference()) && Double.isFinite(m.raw.winRate()))
            .map(
                m ->
                    new Series(
                        m.match.model(),
                        Mark.POINTS,
                        List.of(point(m.lengthDifference(), m.raw).labelled(m.match.model()))))
            .toList());
  }

  private List<Point> points(Function<Model, Point> point) {
    return models.stream().map(m -> point.apply(m).labelled(m.match.model())).toList();
  }

  private static Point point(double x, HeadToHead raw) {
    return Point.of(x, raw.winRate(), raw.interval());
  }

  private static Point controlledPoint(Model m) {
    LengthControl.Controlled controlled = m.controlled;
    if (controlled == null || !controlled.identified()) {
      return Point.of(0, Double.NaN);
    }
    return Point.of(0, controlled.rate(), controlled.interval());
  }
}
