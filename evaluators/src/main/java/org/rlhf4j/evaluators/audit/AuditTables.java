package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.DataTable.Cell;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.BoundedMean;

/**
 * What {@code judge-audit} shows.
 *
 * @param found by judge, of all pairs first and then by subset
 * @param independent what is taken for an independent observation, in words
 * @param itemsKnown whether the file says which rows are about one item
 */
record AuditTables(
    Map<String, Map<String, AuditNumbers>> found, String independent, boolean itemsKnown) {

  /** Subsets that a chart has room for. */
  private static final int CHARTED = 40;

  /** A share in percent and the observations behind it. */
  private record Share(String name, Function<AuditNumbers, Observed> of) {}

  private static final List<Share> SHARES =
      List.of(
          new Share("accuracy", AuditNumbers::accuracy),
          new Share("accuracy, orders together", AuditNumbers::together),
          new Share("flip rate", AuditNumbers::flips),
          new Share("P(first)", AuditNumbers::first),
          new Share("P(longer)", AuditNumbers::longer),
          new Share("P(longer) of people", AuditNumbers::peopleLonger),
          new Share("P(list)", AuditNumbers::lists),
          new Share("self-agreement", AuditNumbers::self));

  private static final String RULES =
      " Accuracy: the orders are averaged, a tie counts one half, unusable verdicts are left out."
          + " Orders together, as in JudgeBench: right where more of the two verdicts are right"
          + " than wrong.";

  private static AuditNumbers all(Map<String, AuditNumbers> groups) {
    return Objects.requireNonNull(groups.get(JudgeAudit.ALL));
  }

  private Measurement share(String subject, Share share, AuditNumbers numbers) {
    BoundedMean mean = share.of().apply(numbers).percent();
    return Measurement.estimate(
            subject,
            share.name(),
            "%",
            mean.mean(),
            mean.standardError(),
            mean.interval(),
            mean.n())
        .noted(note(mean));
  }

  private String note(BoundedMean mean) {
    if (!itemsKnown) {
      return "each row counts as an item of its own; name item where several are about one";
    }
    return mean.clusters() == mean.n() ? "" : "verdicts on " + mean.clusters() + " items";
  }

  List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    found.forEach(
        (judge, groups) -> {
          AuditNumbers all = all(groups);
          for (Share share : SHARES) {
            if (share.of().apply(all).n() > 0) {
              measurements.add(share(judge, share, all));
            }
          }
          measurements.add(count(judge, "unusable", all.unusable(), all.verdicts()));
          if (all.cost().calls() > 0) {
            measurements.add(count(judge, "calls", all.cost().calls(), all.verdicts()));
            measurements.add(count(judge, "money", all.cost().money(), all.verdicts()));
          }
        });
    return measurements;
  }

  private static Measurement count(String judge, String metric, double value, int n) {
    return Measurement.fixed(judge, metric, "", value, n, "counted, no estimate");
  }

  /** All pairs in words, for each judge a line a measure with its interval, and what it took. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("intervals take " + independent + " as independent");
    found.forEach(
        (judge, groups) -> {
          AuditNumbers all = all(groups);
          lines.add(judge + " on " + all.pairs() + " pairs");
          for (Share share : SHARES) {
            Observed observed = share.of().apply(all);
            if (observed.n() > 0) {
              BoundedMean mean = observed.percent();
              lines.add(
                  String.format(
                      Locale.ROOT,
                      "  %-25s %5.1f %%  (95 %% interval %.1f to %.1f, n = %d%s)",
                      share.name(),
                      mean.mean(),
                      mean.interval().low(),
                      mean.interval().high(),
                      mean.n(),
                      mean.clusters() == mean.n() ? "" : ", " + mean.clusters() + " items"));
            }
          }
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  %-25s %d of %d verdicts",
                  "unusable",
                  all.unusable(),
                  all.verdicts()));
          Cost cost = all.cost();
          if (cost.calls() > 0) {
            lines.add(
                String.format(
                    Locale.ROOT,
                    "  %-25s %d calls, %d tokens read, %d written, money %.4g",
                    "cost",
                    cost.calls(),
                    cost.promptTokens(),
                    cost.completionTokens(),
                    cost.money()));
          }
        });
    return lines;
  }

  /**
   * The tables.
   *
   * @param identities of the judges that were asked
   */
  List<DataTable> tables(List<String> identities) {
    List<DataTable> tables = new ArrayList<>(List.of(shares(), counts(), costs()));
    if (!identities.isEmpty()) {
      List<List<Cell>> rows = new ArrayList<>();
      for (String judge : found.keySet()) {
        rows.add(List.of(Cell.of(judge), Cell.of(identities.get(rows.size()))));
      }
      tables.add(new DataTable("judges", "Who was asked", "", List.of("judge", "identity"), rows));
    }
    return tables;
  }

  /** One table of all judges; a column says which, where there are several. */
  private DataTable table(
      String id,
      String title,
      String caption,
      List<String> columns,
      BiConsumer<Map<String, AuditNumbers>, List<List<Cell>>> fill) {
    boolean several = found.size() > 1;
    List<String> headings = new ArrayList<>(columns);
    if (several) {
      headings.add(0, "judge");
    }
    List<List<Cell>> rows = new ArrayList<>();
    found.forEach(
        (judge, groups) -> {
          List<List<Cell>> own = new ArrayList<>();
          fill.accept(groups, own);
          for (List<Cell> row : own) {
            List<Cell> cells = new ArrayList<>(row);
            if (several) {
              cells.add(0, Cell.of(judge));
            }
            rows.add(cells);
          }
        });
    return new DataTable(id, title, caption, headings, rows);
  }

  private DataTable shares() {
    return table(
        "audit",
        found.size() > 1
            ? "Audit of " + found.size() + " judges"
            : "Audit of " + found.keySet().iterator().next(),
        "95 % intervals; "
            + independent
            + " are taken as independent, and what stands on one of them as a cluster."
            + RULES,
        List.of("subset", "measure", "value (%)", "low (%)", "high (%)", "n", "independent"),
        (groups, rows) ->
            groups.forEach(
                (subset, numbers) -> {
                  for (Share share : SHARES) {
                    if (share.of().apply(numbers).n() > 0) {
                      BoundedMean mean = share.of().apply(numbers).percent();
                      rows.add(
                          List.of(
                              Cell.of(subset),
                              Cell.of(share.name()),
                              Cell.of(mean.mean(), mean.standardError()),
                              Cell.of(mean.interval().low()),
                              Cell.of(mean.interval().high()),
                              Cell.of(mean.n()),
                              Cell.of(mean.clusters())));
                    }
                  }
                }));
  }

  private DataTable counts() {
    return table(
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
        (groups, rows) -> groups.forEach((subset, n) -> rows.add(counts(subset, n))));
  }

  private static List<Cell> counts(String subset, AuditNumbers n) {
    boolean both = n.bothOrders();
    return List.of(
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
        Cell.of(n.unusable()));
  }

  private DataTable costs() {
    return table(
        "cost",
        "What the verdicts took",
        "",
        List.of("verdicts", "calls", "prompt tokens", "completion tokens", "money", "seconds"),
        (groups, rows) -> {
          Cost cost = all(groups).cost();
          rows.add(
              List.of(
                  Cell.of(all(groups).verdicts()),
                  Cell.of(cost.calls()),
                  Cell.of((double) cost.promptTokens()),
                  Cell.of((double) cost.completionTokens()),
                  Cell.of(cost.money()),
                  Cell.of(cost.seconds())));
        });
  }

  List<Chart> charts() {
    List<Chart.Series> series = new ArrayList<>();
    found.forEach(
        (judge, groups) -> {
          List<Chart.Point> points = new ArrayList<>();
          groups.forEach(
              (subset, numbers) -> {
                if (numbers.accuracy().n() > 0) {
                  BoundedMean mean = numbers.accuracy().percent();
                  points.add(
                      Chart.Point.of(points.size(), mean.mean(), mean.interval()).labelled(subset));
                }
              });
          series.add(new Chart.Series(judge, Chart.Mark.POINTS, points));
        });
    int points = series.stream().mapToInt(s -> s.points().size()).sum();
    if (points < 2 || points > CHARTED) {
      return List.of();
    }
    return List.of(
        new Chart(
            "accuracy",
            "Accuracy against people by subset",
            "How often the judge is with the people, orders averaged, with 95 % intervals; 50 % is"
                + " chance.",
            new Chart.Axis("subset", "", Chart.Scale.CATEGORIES),
            Chart.Axis.of("accuracy", "%"),
            series));
  }
}
