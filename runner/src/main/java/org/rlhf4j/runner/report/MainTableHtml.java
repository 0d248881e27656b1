package org.rlhf4j.runner.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Cell;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Measured;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.Counts;
import org.rlhf4j.runner.table.Decimals;
import org.rlhf4j.runner.table.Grid;
import org.rlhf4j.runner.table.Notes;

/** The main table as HTML, with what it rests upon and the tests behind its stars. */
final class MainTableHtml {
  /** Width and height of the small picture of an interval. */
  private static final int PICTURE = 100;

  /** Methods that the page shows. */
  private static final int ROWS = 4000;

  private final MainTable table;
  private final Room room;
  private final boolean several;
  private final Notes notes = new Notes();

  MainTableHtml(MainTable table, Room room) {
    this.table = table;
    this.room = room;
    this.several = table.rows().stream().map(Row::group).distinct().count() > 1;
  }

  String html() {
    Grid grid = table.grid();
    int left = room.of(ROWS);
    StringBuilder html = new StringBuilder();
    for (List<Integer> part : grid.parts()) {
      List<Integer> rows = grid.rowsOf(part);
      List<Integer> shown = rows.subList(0, Math.min(Math.max(left, 0), rows.size()));
      left -= shown.size();
      html.append(part(grid, part, shown))
          .append(Room.rest(shown.size(), rows.size(), "rows", "results.csv"));
    }
    return html.append(legend()).toString();
  }

  private String part(Grid grid, List<Integer> columns, List<Integer> rows) {
    String heading = table.noun(columns).heading();
    Grid own = grid.part(heading, columns).first(rows.size());
    if (several) {
      List<Cell> runs =
          rows.stream().map(r -> Cell.of(table.rows().get(r).group().label())).toList();
      own = own.inserted(1, Grid.Head.of("Run"), runs);
    }
    return new HtmlTable(own, "Results")
        .css("main sortable")
        .rows(r -> table.rows().get(rows.get(r)).baseline() ? "baseline" : "")
        .with(new Beside(columns, rows, several ? 2 : 1))
        .html(notes);
  }

  /** Stars, counts where they differ, pictures of intervals, and who is the baseline. */
  private final class Beside implements HtmlTable.Extras {
    private final List<Integer> columns;
    private final List<Integer> rows;
    private final int before;
    private final List<double[]> scales;
    private final List<Boolean> counted;

    /**
     * Of a part of the table.
     *
     * @param columns numbers of its columns, counted from 1
     * @param rows numbers of its rows
     * @param before how many columns stand before them
     */
    Beside(List<Integer> columns, List<Integer> rows, int before) {
      this.columns = columns;
      this.rows = rows;
      this.before = before;
      this.scales = columns.stream().map(c -> scale(numbers(c - 1))).toList();
      this.counted = columns.stream().map(c -> Counts.of(numbers(c - 1)).differ()).toList();
    }

    private @Nullable Measured at(int row, int column) {
      int place = columns.get(column - before) - 1;
      return table.rows().get(rows.get(row)).cells().get(place);
    }

    @Override
    public String stars(int row, int column) {
      Measured measured = column < before ? null : at(row, column);
      return measured == null || measured.difference() == null ? "" : measured.difference().stars();
    }

    @Override
    public String last(int row, int column) {
      if (column < before) {
        boolean chip = column == 0 && table.rows().get(rows.get(row)).baseline();
        return chip ? " <span class=\"chip\">baseline</span>" : "";
      }
      Measured measured = at(row, column);
      if (measured == null) {
        return "";
      }
      Measurement m = measured.measurement();
      double[] scale = scales.get(column - before);
      return (counted.get(column - before) && Counts.counts(m)
              ? "<small class=\"count\">n " + m.n() + "</small>"
              : "")
          + picture(m, scale[0], scale[1]);
    }
  }

  private List<Measurement> numbers(int c) {
    return table.rows().stream()
        .map(row -> row.cells().get(c))
        .filter(Objects::nonNull)
        .map(x -> Objects.requireNonNull(x).measurement())
        .toList();
  }

  /** What is drawn of a number: its interval, or the number itself where it has none. */
  private static Interval drawn(Measurement m) {
    Interval interval = m.interval95();
    return interval.equals(Interval.NONE) ? new Interval(m.value(), m.value()) : interval;
  }

  /** The ends of a column's intervals, but for one that would leave the others no room. */
  private static double[] scale(List<Measurement> column) {
    List<Measurement> sorted =
        column.stream()
            .filter(m -> Double.isFinite(m.value()))
            .sorted(Comparator.comparingDouble(Measurement::value))
            .toList();
    int n = sorted.size();
    double[] all = ends(sorted);
    if (n > 3) {
      for (List<Measurement> others : List.of(sorted.subList(1, n), sorted.subList(0, n - 1))) {
        double[] near = ends(others);
        if (near[1] > near[0] && all[1] - all[0] > 3 * (near[1] - near[0])) {
          return near;
        }
      }
    }
    return all;
  }

  private static double[] ends(List<Measurement> some) {
    return new double[] {
      some.stream().mapToDouble(m -> drawn(m).low()).min().orElse(0),
      some.stream().mapToDouble(m -> drawn(m).high()).max().orElse(1)
    };
  }

  /** The 95 % interval on the scale of the column; what lies outside stands at its end, hollow. */
  private static String picture(Measurement m, double low, double high) {
    if (!Double.isFinite(m.value()) || !(high > low)) {
      return "";
    }
    double scale = (PICTURE - 6) / (high - low);
    boolean far = m.value() < low || m.value() > high;
    double x = 3 + scale * (Math.max(low, Math.min(high, m.value())) - low);
    Interval interval = drawn(m);
    String line =
        interval.low() < interval.high() && !far
            ? String.format(
                Locale.ROOT,
                "<path d=\"M%.1f 3H%.1f\"/>",
                3 + scale * (interval.low() - low),
                3 + scale * (interval.high() - low))
            : "";
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d 6\" width=\"%d\" height=\"6\" aria-hidden=\"true\">%s"
            + "<circle%s cx=\"%.1f\" cy=\"3\" r=\"2.2\"/></svg>",
        PICTURE,
        PICTURE,
        line,
        far ? " class=\"far\"" : "",
        x);
  }

  private String legend() {
    Html html = new Html().raw("<div class=\"legend\"><p>");
    boolean seeds = table.rows().stream().anyMatch(r -> r.group().overSeeds());
    html.raw(
        seeds
            ? "Means over seeds ± standard error over seeds and prompts. "
            : "Value ± standard error over the evaluation prompts; the line below is the 95 %"
                + " interval (hollow: off its scale). ");
    html.raw("n: how many observations stand behind each number of a column.");
    if (table.isTested()) {
      html.raw(
          " Stars: differs from the baseline with p &lt; 0.05 *, 0.01 **, 0.001 ***, after Holm’s"
              + " correction within the column.");
    }
    html.raw("</p>");
    if (!notes.all().isEmpty()) {
      html.raw("<ol class=\"notes\">");
      notes.all().forEach(note -> html.element("li", note));
      html.raw("</ol>");
    }
    return html.raw(BasisWords.html(table.bases())).raw("</div>").toString();
  }

  /** All tests, for those who want more than stars; empty if there are none. */
  String tests() {
    Map<Column, String> bodies = new LinkedHashMap<>();
    int all = 0;
    int shown = 0;
    for (int c = 0; c < table.columns().size(); c++) {
      Column column = table.columns().get(c);
      for (Row row : table.rows()) {
        Measured cell = row.cells().get(c);
        if (cell != null && cell.difference() != null) {
          all++;
          if (shown < room.of(ROWS)) {
            shown++;
            bodies.merge(column, test(row, column, cell.difference()), String::concat);
          }
        }
      }
    }
    if (bodies.isEmpty()) {
      return "";
    }
    return "<details><summary>Differences from the baseline, with their tests</summary>"
        + "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tests, a table\">"
        + "<table class=\"sortable\"><thead><tr>"
        + "<th scope=\"col\" data-sort=\"text\">Metric</th>"
        + "<th scope=\"col\" data-sort=\"text\">"
        + "Method"
        + "</th>"
        + (several ? "<th scope=\"col\" data-sort=\"text\">Run</th>" : "")
        + "<th scope=\"col\" data-sort=\"number\" class=\"n\">Difference</th>"
        + "<th scope=\"col\" data-sort=\"number\" class=\"n\">p</th>"
        + "<th scope=\"col\" data-sort=\"number\" class=\"n\">p, Holm</th>"
        + "<th scope=\"col\" data-sort=\"text\">Test</th></tr></thead><tbody>"
        + String.join("", bodies.values())
        + "</tbody></table></div>"
        + Room.rest(shown, all, "tests", "results.csv")
        + "</details>";
  }

  private String test(Row row, Column column, Difference d) {
    return "<tr><td>"
        + Html.text(column.metric())
        + "</td><th scope=\"row\"><bdi>"
        + Html.text(row.subject())
        + "</bdi></th>"
        + (several ? "<td>" + Html.text(row.group().label()) + "</td>" : "")
        + differenceCells(d)
        + "</tr>";
  }

  /** Difference, p, adjusted p and test as four cells. */
  static String differenceCells(Difference d) {
    int decimals = Decimals.of(List.of(Cell.of(d.value(), d.standardError())));
    return String.format(
        Locale.ROOT,
        "<td class=\"n\" data-v=\"%s\"><span class=\"v\">%s%s</span><span class=\"e\"> ± %s</span>"
            + "</td><td class=\"n\" data-v=\"%s\">%s</td><td class=\"n\" data-v=\"%s\">%s</td>"
            + "<td>%s</td>",
        d.value(),
        d.value() > 0 ? "+" : "",
        Decimals.text(d.value(), decimals).replace('-', '−'),
        Decimals.text(d.standardError(), decimals),
        d.p(),
        probability(d.p()),
        d.adjusted(),
        probability(d.adjusted()),
        Html.text(d.test()));
  }

  private static String probability(double p) {
    if (Double.isNaN(p)) {
      return "–";
    }
    return p < 0.0001 ? "&lt; 0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }
}
