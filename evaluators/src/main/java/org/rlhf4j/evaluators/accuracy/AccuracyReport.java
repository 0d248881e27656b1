package org.rlhf4j.evaluators.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Quantiles;
import org.rlhf4j.evaluators.accuracy.RewardAccuracy.Scored;

/** What a report shows of {@code reward-accuracy}. */
record AccuracyReport(Sections sections, List<Scored> found, Ties ties) {

  private static final double[] QUANTILES = {0.05, 0.25, 0.5, 0.75, 0.95};

  List<DataTable> tables() {
    return List.of(accuracyTable(), marginTable(), lengthTable());
  }

  /**
   * A row of accuracies.
   *
   * @param tally of a subset; null of what several subsets are together
   * @param mean in percent with its error
   */
  private record Line(
      String reward,
      String section,
      String subset,
      double n,
      @Nullable PairTally tally,
      Cell mean) {
    Cell counted(ToDoubleFunction<PairTally> count) {
      return tally == null ? Cell.NONE : Cell.of(count.applyAsDouble(tally));
    }
  }

  private DataTable accuracyTable() {
    List<Line> rows = new ArrayList<>();
    for (Scored one : found) {
      for (Overall overall : Overall.values()) {
        String all = overall == Overall.PAIRS ? "all pairs" : "all sections";
        rows.add(together(one, all, one.counted(sections), one.all(overall, sections)));
      }
      for (String section : sections.subsets().keySet()) {
        List<String> subsets = sections.subsets().getOrDefault(section, List.of());
        if (subsets.size() > 1 || !subsets.contains(section)) {
          int n =
              subsets.stream().map(one.tallies()::get).mapToInt(t -> t == null ? 0 : t.n()).sum();
          rows.add(together(one, section, n, sections.section(section, one.tallies())));
        }
        subsets.forEach(subset -> addSubset(rows, one, section, subset));
      }
      sections.outside().forEach(subset -> addSubset(rows, one, "none", subset));
    }
    String missing =
        sections.missing().isEmpty()
            ? ""
            : " No pairs of " + String.join(", ", sections.missing()) + ".";
    String outside =
        sections.outside().isEmpty()
            ? ""
            : " In no section, and not counted: " + String.join(", ", sections.outside()) + ".";
    List<Column<Line>> columns =
        new ArrayList<>(
            List.of(
                Column.text("reward", Line::reward),
                Column.text("section", Line::section),
                Column.text("subset", Line::subset),
                Column.number("n", Line::n),
                Column.of("right", line -> line.counted(PairTally::right)),
                Column.of("tied", line -> line.counted(PairTally::tied)),
                Column.of("wrong", line -> line.counted(PairTally::wrong)),
                Column.of("weight", line -> line.counted(t -> sections.weight(line.subset, t))),
                Column.<Line>of("accuracy", Line::mean).in("%")));
    columns.addAll(Column.ends("%", line -> line.mean.interval()));
    return DataTable.of(
        "accuracy",
        "Accuracy",
        "Ties count "
            + ties.name().toLowerCase(Locale.ROOT)
            + ". A section is the mean of its subsets by weight, all sections are their plain mean,"
            + " and of all pairs each counts alike. Low and high: 95 % intervals."
            + missing
            + outside,
        columns,
        rows);
  }

  private static Line together(Scored one, String name, int n, Sections.Mean mean) {
    Cell value = Cell.of(mean.value(), mean.standardError(), mean.interval());
    return new Line(one.name(), name, "", n, null, value);
  }

  private static void addSubset(List<Line> rows, Scored one, String section, String subset) {
    PairTally tally = one.tallies().get(subset);
    if (tally != null) {
      Cell value = Cell.of(tally.accuracy());
      rows.add(new Line(one.name(), section, subset, tally.n(), tally, value));
    }
  }

  /** Margins of some pairs. */
  private record Margins(String reward, String subset, double[] values) {
    static Margins of(Scored one, String subset, List<Pair> pairs) {
      return new Margins(one.name(), subset, pairs.stream().mapToDouble(Pair::margin).toArray());
    }
  }

  private DataTable marginTable() {
    List<Margins> rows = new ArrayList<>();
    for (Scored one : found) {
      rows.add(Margins.of(one, "all pairs", one.pairs()));
      if (one.tallies().size() > 1) {
        for (String subset : one.tallies().keySet()) {
          rows.add(
              Margins.of(
                  one,
                  subset,
                  one.pairs().stream().filter(p -> p.subset().equals(subset)).toList()));
        }
      }
    }
    List<Column<Margins>> columns =
        new ArrayList<>(
            List.of(
                Column.text("reward", Margins::reward),
                Column.text("subset", Margins::subset),
                Column.number("n", m -> m.values.length),
                Column.of("mean", m -> Cell.of(Sample.of(m.values)))));
    for (double q : QUANTILES) {
      columns.add(Column.number(Math.round(100 * q) + " %", m -> Quantiles.of(m.values, q)));
    }
    return DataTable.of(
        "margins",
        "Margins",
        "Score of the chosen answer less that of the rejected one: mean and quantiles.",
        columns,
        rows);
  }

  private DataTable lengthTable() {
    return DataTable.of(
        "length-bias",
        "Length bias",
        "Slope of the margin by the difference of lengths, per 100 characters, with its bootstrap"
            + " interval; accuracy where the chosen answer is the longer and the shorter one.",
        List.of(
            Column.text("reward", Scored::name),
            Column.number("n", one -> one.bias().n()),
            Column.of("slope", AccuracyReport::slope),
            Column.number("slope, low", one -> one.bias().interval().low()),
            Column.number("slope, high", one -> one.bias().interval().high()),
            Column.number("n longer", one -> one.bias().longer().n()),
            Column.<Scored>of("accuracy, chosen longer", one -> accuracy(one.bias().longer()))
                .in("%"),
            Column.number("n shorter", one -> one.bias().shorter().n()),
            Column.<Scored>of("accuracy, chosen shorter", one -> accuracy(one.bias().shorter()))
                .in("%")),
        found);
  }

  private static Cell slope(Scored one) {
    LengthBias bias = one.bias();
    return Double.isNaN(bias.slope())
        ? Cell.of("not identified")
        : Cell.of(bias.slope(), bias.standardError());
  }

  private static Cell accuracy(PairTally tally) {
    return tally.n() == 0
        ? Cell.of("-")
        : Cell.of(tally.accuracy().mean(), tally.accuracy().standardError());
  }

  List<Chart> charts() {
    List<Chart.Series> accuracies = new ArrayList<>();
    List<Chart.Series> margins = new ArrayList<>();
    for (Scored one : found) {
      List<Chart.Point> points = new ArrayList<>();
      for (Map.Entry<String, PairTally> subset : one.tallies().entrySet()) {
        BoundedMean accuracy = subset.getValue().accuracy();
        points.add(
            Chart.Point.of(0, accuracy.mean(), accuracy.interval()).labelled(subset.getKey()));
      }
      accuracies.add(new Chart.Series(one.name(), Chart.Mark.BARS, points));
      double[] all = one.pairs().stream().mapToDouble(Pair::margin).toArray();
      List<Chart.Point> cumulative = new ArrayList<>();
      for (int q = 0; q <= 100; q++) {
        cumulative.add(Chart.Point.of(Quantiles.of(all, q / 100.0), q));
      }
      margins.add(new Chart.Series(one.name(), Chart.Mark.LINE, cumulative));
    }
    return List.of(
        new Chart(
            "accuracy",
            "Accuracy by subset",
            "95 % intervals. A coin has 50 %.",
            new Chart.Axis("subset", "", Chart.Scale.CATEGORIES),
            Chart.Axis.of("accuracy", "%"),
            accuracies),
        new Chart(
            "margins",
            "Margins",
            "Share of pairs whose margin is at most so much. What is left of 0 is wrong.",
            Chart.Axis.of("margin", ""),
            Chart.Axis.of("pairs", "%"),
            margins));
  }
}
