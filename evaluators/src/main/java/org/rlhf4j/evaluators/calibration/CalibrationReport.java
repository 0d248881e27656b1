package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.statistics.Interval;

/** What a report shows of {@code calibration}. */
record CalibrationReport(
    Map<ForecastSource.Forecaster, Scores> scores, String meaning, String remark, int bins) {

  List<DataTable> tables() {
    return List.of(scoresTable(), binsTable());
  }

  private DataTable scoresTable() {
    List<String> columns = new ArrayList<>(List.of("forecaster", "n"));
    for (String name : Scores.NAMES) {
      columns.add(name);
      columns.add(name + ", 95 %");
    }
    for (Binning binning : Binning.values()) {
      columns.add("ECE if calibrated, " + binning.words());
    }
    columns.addAll(List.of("reliability", "resolution", "uncertainty", "within bins"));
    List<List<Cell>> rows = new ArrayList<>();
    scores.forEach(
        (forecaster, s) -> {
          Forecasts f = forecaster.forecasts();
          List<Cell> cells =
              new ArrayList<>(List.of(Cell.of(forecaster.name()), Cell.of((double) f.n())));
          for (int i = 0; i < Scores.NAMES.size(); i++) {
            cells.add(Cell.of(s.values().get(i), s.replicates().get(i).standardError()));
            cells.add(Cell.of(words(s.replicates().get(i).interval(0.95))));
          }
          for (Binning binning : Binning.values()) {
            cells.add(Cell.of(s.byChance().getOrDefault(binning, Double.NaN)));
          }
          BrierParts parts = BrierParts.of(f, Binning.EQUAL_MASS, bins);
          cells.add(Cell.of(parts.reliability()));
          cells.add(Cell.of(parts.resolution()));
          cells.add(Cell.of(parts.uncertainty()));
          cells.add(Cell.of(parts.within()));
          rows.add(cells);
        });
    return new DataTable(
        "calibration",
        "Calibration",
        meaning
            + " Intervals by the bootstrap. ECE is above 0 even for a calibrated forecaster:"
            + " compare it with \"if calibrated\", which is the mean of one with the same"
            + " probabilities and as many forecasts. Brier = reliability - resolution + uncertainty"
            + " + within bins, with bins of equal mass. Log loss in nats."
            + (remark.isEmpty() ? "" : " " + remark),
        columns,
        rows);
  }

  /** What all others differ by from one of them. */
  static DataTable differences(String reference, Map<String, Differences> found) {
    List<String> columns = new ArrayList<>(List.of("forecaster", "items"));
    for (String name : Differences.NAMES) {
      columns.add(name);
      columns.add(name + ", 95 %");
    }
    List<List<Cell>> rows = new ArrayList<>();
    int left = 0;
    for (Map.Entry<String, Differences> of : found.entrySet()) {
      Differences d = of.getValue();
      left = Math.max(left, d.left());
      List<Cell> cells = new ArrayList<>(List.of(Cell.of(of.getKey()), Cell.of(d.items())));
      for (int k = 0; k < Differences.NAMES.size(); k++) {
        boolean known = d.items() > 0;
        cells.add(
            Cell.of(d.values().get(k), known ? d.replicates().get(k).standardError() : Double.NaN));
        cells.add(Cell.of(words(known ? d.replicates().get(k).interval(0.95) : Interval.NONE)));
      }
      rows.add(cells);
    }
    return new DataTable(
        "calibration-differences",
        "Calibration: differences from " + reference,
        "Scores less those of "
            + reference
            + " on the same items; below 0 is better. Intervals resample the items of both"
            + " together. Both values of ECE are above 0 by chance; their difference hardly is,"
            + " where both are about as sure."
            + (left == 0 ? "" : " Up to " + left + " items that only one of two has are left out."),
        columns,
        rows);
  }

  private static String words(Interval interval) {
    return Double.isNaN(interval.low())
        ? ""
        : String.format(Locale.ROOT, "[%.4g, %.4g]", interval.low(), interval.high());
  }

  private DataTable binsTable() {
    List<List<Cell>> rows = new ArrayList<>();
    for (ForecastSource.Forecaster forecaster : scores.keySet()) {
      for (Binning binning : Binning.values()) {
        for (Bin bin : binning.bins(forecaster.forecasts(), bins)) {
          rows.add(
              List.of(
                  Cell.of(forecaster.name()),
                  Cell.of(binning.words()),
                  Cell.of((double) bin.n()),
                  Cell.of(bin.meanProbability()),
                  Cell.of(bin.meanOutcome()),
                  Cell.of(bin.interval().low()),
                  Cell.of(bin.interval().high())));
        }
      }
    }
    return new DataTable(
        "reliability-bins",
        "Bins of the reliability diagrams",
        "Intervals of the frequency: Wilson, 95 %.",
        List.of("forecaster", "bins", "n", "mean probability", "frequency", "low", "high"),
        rows);
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    for (Binning binning : Binning.values()) {
      List<Chart.Series> series = new ArrayList<>();
      for (ForecastSource.Forecaster forecaster : scores.keySet()) {
        series.add(
            new Chart.Series(
                forecaster.name(),
                Chart.Mark.LINE_WITH_POINTS,
                binning.bins(forecaster.forecasts(), bins).stream()
                    .map(CalibrationReport::point)
                    .toList()));
      }
      series.add(
          new Chart.Series(
              "calibrated",
              Chart.Mark.DASHES,
              List.of(Chart.Point.of(0, 0), Chart.Point.of(1, 1))));
      charts.add(
          new Chart(
              "reliability-" + binning.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              "Reliability, " + binning.words(),
              meaning + " Below the diagonal: too sure. Intervals: Wilson, 95 %.",
              Chart.Axis.of("mean probability", ""),
              Chart.Axis.of("frequency", ""),
              series));
    }
    return charts;
  }

  private static Chart.Point point(Bin bin) {
    Interval interval = bin.interval();
    return new Chart.Point(
        bin.meanProbability(),
        bin.meanOutcome(),
        interval.low(),
        interval.high(),
        "n = " + bin.n());
  }
}
