package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.DataTable.Cell;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;

/**
 * What {@code judge-audit} shows.
 *
 * @param judge its name
 * @param groups what was found, of all pairs first and then by subset
 * @param bootstrap for intervals
 */
record AuditTables(String judge, Map<String, AuditNumbers> groups, Bootstrap bootstrap) {

  /** Subsets that a chart has room for. */
  private static final int CHARTED = 40;

  /** A share in percent and the observations behind it. */
  private record Share(String name, Function<AuditNumbers, double[]> of) {}

  private static final List<Share> SHARES =
      List.of(
          new Share("accuracy", AuditNumbers::accuracy),
          new Share("flip rate", AuditNumbers::flips),
          new Share("P(first)", AuditNumbers::first),
          new Share("P(longer)", AuditNumbers::longer),
          new Share("P(longer) of people", AuditNumbers::peopleLonger),
          new Share("P(list)", AuditNumbers::lists),
          new Share("self-agreement", AuditNumbers::self));

  private AuditNumbers all() {
    return Objects.requireNonNull(groups.get(JudgeAudit.ALL));
  }

  private static Measurement share(String subject, Share share, AuditNumbers numbers) {
    Sample sample = Sample.of(share.of().apply(numbers));
    return new Measurement(
        subject,
        share.name(),
        "%",
        100 * sample.mean(),
        100 * sample.standardError(),
        sample.n(),
        "");
  }

  List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    for (Share share : SHARES) {
      if (share.of().apply(all()).length > 0) {
        measurements.add(share(judge, share, all()));
      }
    }
    measurements.add(count("unusable", all().unusable(), all().verdicts()));
    if (all().cost().calls() > 0) {
      measurements.add(count("calls", all().cost().calls(), all().verdicts()));
      measurements.add(count("money", all().cost().money(), all().verdicts()));
    }
    return measurements;
  }

  private Measurement count(String metric, double value, int n) {
    return new Measurement(judge, metric, "", value, Double.NaN, n, "counted, no estimate");
  }

  /**
   * All pairs in words, a line a measure with its interval, and then what it took. What the table
   * of a run has is means with standard errors.
   */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    AuditNumbers all = all();
    for (Share share : SHARES) {
      double[] observations = share.of().apply(all);
      if (observations.length > 0) {
        Interval interval = bootstrap.mean(observations);
        lines.add(
            String.format(
                Locale.ROOT,
                "  %-20s %5.1f %%  (95 %% interval %.1f to %.1f, n = %d)",
                share.name(),
                100 * Sample.of(observations).mean(),
                100 * interval.low(),
                100 * interval.high(),
                observations.length));
      }
    }
    Cost cost = all.cost();
    lines.add(
        String.format(
            Locale.ROOT, "  %-20s %d of %d verdicts", "unusable", all.unusable(), all.verdicts()));
    if (cost.calls() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-20s %d calls, %d tokens read, %d written, money %.4g",
              "cost",
              cost.calls(),
              cost.promptTokens(),
              cost.completionTokens(),
              cost.money()));
    }
    return lines;
  }

  List<DataTable> tables() {
    return List.of(shares(), counts(), costs());
  }

  private DataTable shares() {
    List<List<Cell>> rows = new ArrayList<>();
    groups.forEach(
        (subset, numbers) -> {
          for (Share share : SHARES) {
            double[] observations = share.of().apply(numbers);
            if (observations.length > 0) {
              Measurement m = share(subset, share, numbers);
              Interval interval = bootstrap.mean(observations);
              rows.add(
                  List.of(
                      Cell.of(subset),
                      Cell.of(share.name()),
                      Cell.of(m.value(), m.standardError()),
                      Cell.of(100 * interval.low()),
                      Cell.of(100 * interval.high()),
                      Cell.of(m.n())));
            }
          }
        });
    return new DataTable(
        "audit",
        "Audit of " + judge,
        "Intervals are 95 % percentile intervals of a bootstrap over pairs.",
        List.of("subset", "measure", "value (%)", "low (%)", "high (%)", "n"),
        rows);
  }

  private DataTable counts() {
    List<List<Cell>> rows = new ArrayList<>();
    groups.forEach(
        (subset, n) -> {
          boolean both = n.bothOrders();
          rows.add(
              List.of(
                  Cell.of(subset),
                  Cell.of(n.pairs()),
                  Cell.of(n.labelled()),
                  Cell.of(n.undecided()),
                  Cell.of(n.right()),
                  both ? Cell.of(n.rightSwapped()) : Cell.of("not asked"),
                  both ? Cell.of(n.rightBoth()) : Cell.of("not asked"),
                  both ? Cell.of(n.same()) : Cell.of("not asked"),
                  both ? Cell.of(n.undecidedOnce()) : Cell.of("not asked"),
                  both ? Cell.of(n.unusableBoth()) : Cell.of("not asked"),
                  both ? Cell.of(n.kappa()) : Cell.of("not asked"),
                  Cell.of(n.verdicts()),
                  Cell.of(n.unusable())));
        });
    return new DataTable(
        "counts",
        "Pairs and verdicts",
        "Right: exactly what people say, ties included; an unusable verdict is not."
            + " Decided in one: the other order finds a tie, which is no flip. Kappa is Cohen's"
            + " between the two orders, where both are usable.",
        List.of(
            "subset",
            "pairs",
            "labelled",
            "people undecided",
            "right",
            "right, swapped",
            "right in both",
            "same in both",
            "decided in one",
            "unusable in both",
            "kappa of the orders",
            "verdicts",
            "unusable"),
        rows);
  }

  private DataTable costs() {
    Cost cost = all().cost();
    return new DataTable(
        "cost",
        "What the verdicts took",
        "",
        List.of("verdicts", "calls", "prompt tokens", "completion tokens", "money", "seconds"),
        List.of(
            List.of(
                Cell.of(all().verdicts()),
                Cell.of(cost.calls()),
                Cell.of((double) cost.promptTokens()),
                Cell.of((double) cost.completionTokens()),
                Cell.of(cost.money()),
                Cell.of(cost.seconds()))));
  }

  List<Chart> charts() {
    List<Chart.Point> points = new ArrayList<>();
    groups.forEach(
        (subset, numbers) -> {
          double[] accuracy = numbers.accuracy();
          if (accuracy.length > 0) {
            Interval interval = bootstrap.mean(accuracy);
            points.add(
                new Chart.Point(
                    points.size(),
                    100 * Sample.of(accuracy).mean(),
                    100 * interval.low(),
                    100 * interval.high(),
                    subset));
          }
        });
    if (points.size() < 2 || points.size() > CHARTED) {
      return List.of();
    }
    return List.of(
        new Chart(
            "accuracy",
            "Accuracy against people by subset",
            "How often the judge is with the people, with 95 % bootstrap intervals; 50 % is"
                + " chance.",
            new Chart.Axis("subset", "", Chart.Scale.CATEGORIES),
            Chart.Axis.of("accuracy", "%"),
            List.of(new Chart.Series(judge, Chart.Mark.POINTS, points))));
  }
}
