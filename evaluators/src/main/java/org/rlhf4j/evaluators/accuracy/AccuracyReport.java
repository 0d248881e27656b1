package org.rlhf4j.evaluators.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Quantiles;
import org.rlhf4j.api.table.Cell;
import org.rlhf4j.evaluators.accuracy.RewardAccuracy.Scored;

/** What a report shows of {@code reward-accuracy}. */
record AccuracyReport(Sections sections, List<Scored> found, Ties ties) {

  private static final double[] QUANTILES = {0.05, 0.25, 0.5, 0.75, 0.95};

  List<DataTable> tables() {
    return List.of(accuracyTable(), marginTable(), lengthTable());
  }

  private DataTable accuracyTable() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Scored one : found) {
      for (Overall overall : Overall.values()) {
        String all = overall == Overall.PAIRS ? "all pairs" : "all sections";
        rows.add(mean(one, all, one.counted(sections), one.all(overall, sections)));
      }
      for (String section : sections.subsets().keySet()) {
        List<String> subsets = sections.subsets().getOrDefault(section, List.of());
        if (subsets.size() > 1 || !subsets.contains(section)) {
          int n =
              subsets.stream().map(one.tallies()::get).mapToInt(t -> t == null ? 0 : t.n()).sum();
          rows.add(mean(one, section, n, sections.section(section, one.tallies())));
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
    return new DataTable(
        "accuracy",
        "Accuracy",
        "Ties count "
            + ties.name().toLowerCase(Locale.ROOT)
            + ". A section is the mean of its subsets by weight, all sections are their plain mean,"
            + " and of all pairs each counts alike. Low and high: 95 % intervals."
            + missing
            + outside,
        List.of(
            "reward",
            "section",
            "subset",
            "n",
            "right",
            "tied",
            "wrong",
            "weight",
            "accuracy (%)",
            "low (%)",
            "high (%)"),
        rows);
  }

  private static List<Cell> mean(Scored one, String name, int n, Sections.Mean mean) {
    Cell none = Cell.of("");
    return List.of(
        Cell.of(one.name()),
        Cell.of(name),
        none,
        Cell.of((double) n),
        none,
        none,
        none,
        none,
        Cell.of(mean.value(), mean.standardError()),
        Cell.of(mean.interval().low()),
        Cell.of(mean.interval().high()));
  }

  private void addSubset(List<List<Cell>> rows, Scored one, String section, String subset) {
    Tally tally = one.tallies().get(subset);
    if (tally != null) {
      rows.add(
          List.of(
              Cell.of(one.name()),
              Cell.of(section),
              Cell.of(subset),
              Cell.of((double) tally.n()),
              Cell.of((double) tally.right()),
              Cell.of((double) tally.tied()),
              Cell.of((double) tally.wrong()),
              Cell.of(sections.weight(subset, tally)),
              Cell.of(tally.accuracy().mean(), tally.accuracy().standardError()),
              Cell.of(tally.accuracy().interval().low()),
              Cell.of(tally.accuracy().interval().high())));
    }
  }

  private DataTable marginTable() {
    List<String> columns = new ArrayList<>(List.of("reward", "subset", "n", "mean"));
    for (double q : QUANTILES) {
      columns.add(Math.round(100 * q) + " %");
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Scored one : found) {
      rows.add(margins(one.name(), "all pairs", one.pairs()));
      if (one.tallies().size() > 1) {
        for (String subset : one.tallies().keySet()) {
          rows.add(
              margins(
                  one.name(),
                  subset,
                  one.pairs().stream().filter(p -> p.subset().equals(subset)).toList()));
        }
      }
    }
    return new DataTable(
        "margins",
        "Margins",
        "Score of the chosen answer less that of the rejected one: mean and quantiles.",
        columns,
        rows);
  }

  private static List<Cell> margins(String name, String subset, List<Pair> pairs) {
    double[] margins = pairs.stream().mapToDouble(Pair::margin).toArray();
    Sample sample = Sample.of(margins);
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                Cell.of(name),
                Cell.of(subset),
                Cell.of((double) margins.length),
                Cell.of(sample.mean(), sample.standardError())));
    for (double q : QUANTILES) {
      cells.add(Cell.of(Quantiles.of(margins, q)));
    }
    return cells;
  }

  private DataTable lengthTable() {
    List<List<Cell>> rows = new ArrayList<>();
    for (Scored one : found) {
      LengthBias bias = one.bias();
      rows.add(
          List.of(
              Cell.of(one.name()),
              Cell.of((double) bias.n()),
              Double.isNaN(bias.slope())
                  ? Cell.of("not identified")
                  : Cell.of(bias.slope(), bias.standardError()),
              Cell.of(
                  Double.isNaN(bias.slope())
                      ? ""
                      : String.format(
                          Locale.ROOT,
                          "[%.4g, %.4g]",
                          bias.interval().low(),
                          bias.interval().high())),
              Cell.of((double) bias.longer().n()),
              accuracy(bias.longer()),
              Cell.of((double) bias.shorter().n()),
              accuracy(bias.shorter())));
    }
    return new DataTable(
        "length-bias",
        "Length bias",
        "Slope of the margin by the difference of lengths, per 100 characters, with its bootstrap"
            + " interval; accuracy where the chosen answer is the longer and the shorter one.",
        List.of(
            "reward",
            "n",
            "slope",
            "slope, 95 %",
            "n longer",
            "accuracy, chosen longer (%)",
            "n shorter",
            "accuracy, chosen shorter (%)"),
        rows);
  }

  private static Cell accuracy(Tally tally) {
    return tally.n() == 0
        ? Cell.of("-")
        : Cell.of(tally.accuracy().mean(), tally.accuracy().standardError());
  }

  List<Chart> charts() {
    List<Chart.Series> accuracies = new ArrayList<>();
    List<Chart.Series> margins = new ArrayList<>();
    for (Scored one : found) {
      List<Chart.Point> points = new ArrayList<>();
      for (Map.Entry<String, Tally> subset : one.tallies().entrySet()) {
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
