package org.rlhf4j.evaluators.length;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.EqualMass;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.api.statistics.Quantiles;

/**
 * What a report shows of {@code length-effects}.
 *
 * @param unit of gains
 * @param lengths of every method's answers
 * @param effects of every method but the reference
 */
record LengthReport(
    LengthEffectsOptions options,
    String unit,
    Map<String, double[]> lengths,
    Map<String, Effect> effects) {

  List<DataTable> tables() {
    return List.of(lengthTable(), gainTable());
  }

  private DataTable lengthTable() {
    List<List<Cell>> rows = new ArrayList<>();
    lengths.forEach(
        (method, l) -> {
          Sample sample = Sample.of(l);
          boolean any = l.length > 0;
          rows.add(
              List.of(
                  Cell.of(method),
                  Cell.of((double) sample.n()),
                  Cell.of(sample.mean(), sample.standardError()),
                  Cell.of(any ? Quantiles.of(l, 0.1) : Double.NaN),
                  Cell.of(any ? Quantiles.of(l, 0.5) : Double.NaN),
                  Cell.of(any ? Quantiles.of(l, 0.9) : Double.NaN)));
        });
    return new DataTable(
        "lengths",
        "Lengths of answers",
        "In " + options.unit().words() + ".",
        List.of("method", "n", "mean", "10 %", "median", "90 %"),
        rows);
  }

  private DataTable gainTable() {
    List<String> columns = new ArrayList<>(List.of("method", "n"));
    for (String part : Effect.PARTS) {
      columns.add(part);
      columns.add(part + ", 95 %");
    }
    List<List<Cell>> rows = new ArrayList<>();
    effects.forEach(
        (method, effect) -> {
          List<Cell> cells =
              new ArrayList<>(List.of(Cell.of(method), Cell.of((double) effect.n())));
          for (int part = 0; part < Effect.PARTS.size(); part++) {
            boolean known = !Double.isNaN(effect.value(part));
            cells.add(
                known
                    ? Cell.of(effect.value(part), effect.standardError(part))
                    : Cell.of("not identified"));
            Interval interval = effect.replicates().get(part).interval(0.95);
            cells.add(
                Cell.of(
                    known
                        ? String.format(
                            Locale.ROOT, "[%.4g, %.4g]", interval.low(), interval.high())
                        : ""));
          }
          rows.add(cells);
        });
    return new DataTable(
        "gain-by-length",
        "Gain and length",
        "Within each prompt, against "
            + options.reference()
            + ": gain = a + b (difference of length), by least squares; mean gain = a (at equal"
            + " length) + b times the mean difference (by length). The share by length, in percent,"
            + " is not identified where the gain may be 0. An association, no cause. Bootstrap over"
            + " prompts.",
        columns,
        rows);
  }

  List<Chart> charts() {
    List<Chart.Series> series = new ArrayList<>();
    effects.forEach(
        (method, effect) -> {
          if (effect.n() > 0) {
            series.add(new Chart.Series(method, Chart.Mark.POINTS, binned(effect)));
          }
          if (!Double.isNaN(effect.line().slope())) {
            double low = Arrays.stream(effect.lengths()).min().orElseThrow();
            double high = Arrays.stream(effect.lengths()).max().orElseThrow();
            series.add(
                new Chart.Series(
                    method,
                    Chart.Mark.DASHES,
                    List.of(
                        Chart.Point.of(low, effect.line().at(low)),
                        Chart.Point.of(high, effect.line().at(high)))));
          }
        });
    List<Chart.Point> means =
        lengths.entrySet().stream()
            .map(e -> Chart.Point.of(0, Sample.of(e.getValue())).labelled(e.getKey()))
            .toList();
    return List.of(
        new Chart(
            "length",
            "Length of answers",
            "Means with 95 % intervals from standard errors.",
            new Chart.Axis("method", "", Chart.Scale.CATEGORIES),
            Chart.Axis.of("length", options.unit().words()),
            List.of(new Chart.Series("length", Chart.Mark.BARS, means))),
        new Chart(
            "gain-by-length",
            "Gain by difference of length",
            "Means over bins of about equally many prompts, with 95 % intervals from standard"
                + " errors, and the line that fits all prompts; against "
                + options.reference()
                + ".",
            Chart.Axis.of("difference of length", options.unit().words()),
            Chart.Axis.of("gain", unit),
            series));
  }

  private List<Chart.Point> binned(Effect effect) {
    int[] numbers = EqualMass.numbers(effect.lengths(), options.bins());
    List<Chart.Point> points = new ArrayList<>();
    for (int b = 0; b < options.bins(); b++) {
      int bin = b;
      int[] in = IntStream.range(0, numbers.length).filter(i -> numbers[i] == bin).toArray();
      if (in.length > 0) {
        Sample gain = Sample.of(Arrays.stream(in).mapToDouble(i -> effect.gains()[i]).toArray());
        double l = Arrays.stream(in).mapToDouble(i -> effect.lengths()[i]).average().orElseThrow();
        points.add(Chart.Point.of(l, gain).labelled("n = " + gain.n()));
      }
    }
    return points;
  }
}
