package org.rlhf4j.evaluators.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.Column;
import org.rlhf4j.api.evaluation.DataTable;
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
      List<String> judges = List.copyOf(found.keySet());
      tables.add(
          DataTable.of(
              "judges",
              "Who was asked",
              "",
              List.of(
                  Column.text("judge", judge -> judge),
                  Column.text("identity", judge -> identities.get(judges.indexOf(judge)))),
              judges));
    }
    return tables;
  }

  /** What was found of a judge on a subset. */
  private record On(String judge, String subset, AuditNumbers numbers) {}

  /** The same of one measure. */
  private record Measured(On on, String name, BoundedMean mean) {}

  /** One table of all judges; a column says which, where there are several. */
  private <T> DataTable table(
      String id,
      String title,
      String caption,
      Function<T, String> judge,
      List<Column<T>> columns,
      List<T> rows) {
    List<Column<T>> all = new ArrayList<>(columns);
    if (found.size() > 1) {
      all.add(0, Column.text("judge", judge));
    }
    return DataTable.of(id, title, caption, all, rows);
  }

  private List<On> all() {
    List<On> all = new ArrayList<>();
    found.forEach(
        (judge, groups) ->
            groups.forEach((subset, numbers) -> all.add(new On(judge, subset, numbers))));
    return all;
  }

  private DataTable shares() {
    List<Measured> rows = new ArrayList<>();
    for (On on : all()) {
      for (Share share : SHARES) {
        Observed observed = share.of().apply(on.numbers);
        if (observed.n() > 0) {
          rows.add(new Measured(on, share.name(), observed.percent()));
        }
      }
    }
    List<Column<Measured>> columns = new ArrayList<>();
    columns.add(Column.text("subset", m -> m.on.subset));
    columns.add(Column.text("measure", Measured::name));
    columns.add(
        Column.<Measured>of("value", m -> Cell.of(m.mean.mean(), m.mean.standardError())).in("%"));
    columns.addAll(Column.ends("%", m -> m.mean.interval()));
    columns.add(Column.number("n", m -> m.mean.n()));
    columns.add(Column.number("independent", m -> m.mean.clusters()));
    return table(
        "audit",
        found.size() > 1
            ? "Audit of " + found.size() + " judges"
            : "Audit of " + found.keySet().iterator().next(),
        "95 % intervals; "
            + independent
            + " are taken as independent, and what stands on one of them as a cluster."
            + RULES,
        m -> m.on.judge,
        columns,
        rows);
  }

  private static final List<Column<On>> COUNTS =
      List.of(
          Column.text("subset", On::subset),
          Column.number("pairs", on -> on.numbers.pairs()),
          Column.number("labelled", on -> on.numbers.labelled()),
          Column.number("people undecided", on -> on.numbers.undecided()),
          Column.number("right", on -> on.numbers.right()),
          ofBothOrders("right, swapped", AuditNumbers::rightSwapped),
          ofBothOrders("right in both", AuditNumbers::rightBoth),
          ofBothOrders("same in both", AuditNumbers::same),
          ofBothOrders("decided in one", AuditNumbers::undecidedOnce),
          ofBothOrders("unusable in both", AuditNumbers::unusableBoth),
          ofBothOrders("kappa of the orders", AuditNumbers::kappa),
          Column.number("verdicts", on -> on.numbers.verdicts()),
          Column.number("unusable", on -> on.numbers.unusable()));

  private static Column<On> ofBothOrders(String name, ToDoubleFunction<AuditNumbers> number) {
    return Column.of(
        name,
        on ->
            on.numbers.bothOrders()
                ? Cell.of(number.applyAsDouble(on.numbers))
                : Cell.of("not asked"));
  }

  private DataTable counts() {
    return table(
        "counts",
        "Pairs and verdicts",
        "Right: exactly what people say, ties included; an unusable verdict is not."
            + " Decided in one: the other order finds a tie, which is no flip. Kappa is Cohen's"
            + " between the two orders, where both are usable.",
        On::judge,
        COUNTS,
        all());
  }

  private DataTable costs() {
    return table(
        "cost",
        "What the verdicts took",
        "",
        On::judge,
        List.of(
            Column.number("verdicts", on -> on.numbers.verdicts()),
            Column.number("calls", on -> on.numbers.cost().calls()),
            Column.number("prompt tokens", on -> on.numbers.cost().promptTokens()),
            Column.number("completion tokens", on -> on.numbers.cost().completionTokens()),
            Column.number("money", on -> on.numbers.cost().money()),
            Column.number("seconds", on -> on.numbers.cost().seconds())),
        all().stream().filter(on -> on.subset.equals(JudgeAudit.ALL)).toList());
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
