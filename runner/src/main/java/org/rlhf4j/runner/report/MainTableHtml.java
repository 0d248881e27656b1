package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.report.MainTable.Cell;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.Counts;
import org.rlhf4j.runner.run.Decimals;
import org.rlhf4j.runner.run.RowNoun;

/** The main table as HTML, with what it rests upon and the tests behind its stars. */
final class MainTableHtml {
  /** Width and height of the small picture of an interval. */
  private static final int PICTURE = 100;

  /** Methods that the page shows. */
  private static final int ROWS = 4000;

  private final MainTable table;
  private final Room room;
  private final boolean several;
  private final BasisWords bases;
  private final List<String> notes = new ArrayList<>();

  MainTableHtml(MainTable table, Room room) {
    this.table = table;
    this.room = room;
    this.several = table.rows().stream().map(Row::group).distinct().count() > 1;
    this.bases = new BasisWords(table.columns().stream().map(Column::basis).distinct().toList());
  }

  String html() {
    Html html = new Html();
    html.raw(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Results, a table\">"
            + "<table class=\"main sortable\"><thead><tr>");
    html.raw("<th scope=\"col\" data-sort=\"text\">" + heading() + "</th>");
    if (several) {
      html.raw("<th scope=\"col\" data-sort=\"text\">Run</th>");
    }
    for (Column column : table.columns()) {
      html.raw("<th scope=\"col\" data-sort=\"number\" class=\"n\">")
          .raw(Html.text(column.metric()))
          .raw("<sup class=\"basis\">" + bases.letter(column.basis()) + "</sup>")
          .raw("<small>" + Html.text(column.unit()) + "</small>");
      html.raw("<small>" + Counts.of(numbers(table.columns().indexOf(column))).words() + "</small>")
          .raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    List<String[]> cells = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      cells.add(column(c));
    }
    int shown = Math.min(room.of(ROWS), table.rows().size());
    for (int r = 0; r < shown; r++) {
      Row row = table.rows().get(r);
      html.raw(row.baseline() ? "<tr class=\"baseline\">" : "<tr>");
      html.raw("<th scope=\"row\"><bdi>" + Html.text(row.subject()) + "</bdi>");
      html.raw(row.baseline() ? " <span class=\"chip\">baseline</span></th>" : "</th>");
      if (several) {
        html.element("td", row.group().label());
      }
      for (String[] column : cells) {
        html.raw(column[r]);
      }
      html.raw("</tr>");
    }
    return html.raw("</tbody></table></div>")
        .raw(Room.rest(shown, table.rows().size(), "rows", "results.csv"))
        .raw(legend())
        .toString();
  }

  /** What the rows are; of runs of several sorts, methods. */
  private String heading() {
    Set<RowNoun> nouns =
        table.rows().stream().map(row -> row.group().results().rows()).collect(Collectors.toSet());
    return nouns.size() == 1 ? nouns.iterator().next().heading() : "Method";
  }

  private String[] column(int c) {
    List<@Nullable Cell> cells = new ArrayList<>();
    table.rows().forEach(row -> cells.add(row.cells().get(c)));
    List<Measurement> numbers = numbers(c);
    boolean counts = Counts.of(numbers).differ();
    int decimals = Decimals.of(numbers);
    int width = numbers.stream().mapToInt(m -> error(m, decimals).length()).max().orElse(0);
    double[] scale = scale(numbers);
    String[] html = new String[cells.size()];
    for (int r = 0; r < html.length; r++) {
      Cell cell = cells.get(r);
      html[r] =
          cell == null
              ? "<td class=\"n none\">–</td>"
              : cell(
                  cell, decimals, width, picture(cell.measurement(), scale[0], scale[1]), counts);
    }
    return html;
  }

  private List<Measurement> numbers(int c) {
    return table.rows().stream()
        .map(row -> row.cells().get(c))
        .filter(Objects::nonNull)
        .map(x -> Objects.requireNonNull(x).measurement())
        .toList();
  }

  private String cell(Cell cell, int decimals, int width, String picture, boolean counts) {
    Measurement m = cell.measurement();
    String mark = "";
    boolean bound = m.kind() == Measurement.Kind.UPPER_BOUND;
    if (!m.note().isEmpty()) {
      if (!notes.contains(m.note())) {
        notes.add(m.note());
      }
      mark = "<sup>" + (notes.indexOf(m.note()) + 1) + "</sup>";
    }
    String error = error(m, decimals);
    Difference d = cell.difference();
    String stars = d == null ? "" : d.stars();
    return "<td class=\"n\" data-v=\""
        + (Double.isFinite(m.value()) ? Double.toString(m.value()) : "")
        + "\"><span class=\"v\">"
        + (bound ? "≤ " : "")
        + Decimals.text(m.value(), decimals).replace('-', '−')
        + "</span>"
        + (width == 0 ? "" : "<span class=\"e w" + Math.min(width, 12) + "\">")
        + (error.isEmpty() ? "" : " ± " + error)
        + (width == 0 ? "" : "</span>")
        + "<span class=\"s\">"
        + stars
        + mark
        + "</span>"
        + (counts && Counts.counts(m) ? "<small class=\"count\">n " + m.n() + "</small>" : "")
        + picture
        + "</td>";
  }

  private static String error(Measurement m, int decimals) {
    return Double.isFinite(m.standardError()) ? Decimals.text(m.standardError(), decimals) : "";
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
    if (!notes.isEmpty()) {
      html.raw("<ol class=\"notes\">");
      notes.forEach(note -> html.element("li", note));
      html.raw("</ol>");
    }
    return html.raw(bases.html()).raw("</div>").toString();
  }

  /** All tests, for those who want more than stars; empty if there are none. */
  String tests() {
    Map<Column, String> bodies = new LinkedHashMap<>();
    int all = 0;
    int shown = 0;
    for (int c = 0; c < table.columns().size(); c++) {
      Column column = table.columns().get(c);
      for (Row row : table.rows()) {
        Cell cell = row.cells().get(c);
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
        + heading()
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
    int decimals = Decimals.of(new double[] {d.value()}, new double[] {d.standardError()});
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
