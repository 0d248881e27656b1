package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.runner.report.MainTable.Cell;
import org.rlhf4j.runner.report.MainTable.Column;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.Decimals;

/** The main table as HTML, with what it rests upon and the tests behind its stars. */
final class MainTableHtml {
  private static final double Z = 1.959963984540054;

  /** Width and height of the small picture of an interval. */
  private static final int PICTURE = 100;

  private final MainTable table;
  private final boolean several;
  private final List<Basis> bases;
  private final List<String> notes = new ArrayList<>();

  MainTableHtml(MainTable table) {
    this.table = table;
    this.several = table.rows().stream().map(Row::group).distinct().count() > 1;
    this.bases = table.columns().stream().map(Column::basis).distinct().toList();
  }

  /** Letters for bases, which stand in headings and below the table. */
  private String letter(Basis basis) {
    int i = bases.indexOf(basis);
    return i < 26 ? String.valueOf((char) ('A' + i)) : "A" + (char) ('A' + i % 26);
  }

  String html() {
    Html html = new Html();
    html.raw(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Results, a table\">"
            + "<table class=\"main sortable\"><thead><tr>");
    html.raw("<th scope=\"col\" data-sort=\"text\">Method</th>");
    if (several) {
      html.raw("<th scope=\"col\" data-sort=\"text\">Run</th>");
    }
    for (Column column : table.columns()) {
      html.raw("<th scope=\"col\" data-sort=\"number\" class=\"n\">")
          .raw(Html.text(column.metric()))
          .raw("<small>" + Html.text(column.unit()) + "</small>");
      if (bases.size() > 1) {
        html.raw("<sup class=\"basis\">" + letter(column.basis()) + "</sup>");
      }
      html.raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    List<String[]> cells = new ArrayList<>();
    for (int c = 0; c < table.columns().size(); c++) {
      cells.add(column(c));
    }
    for (int r = 0; r < table.rows().size(); r++) {
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
    return html.raw("</tbody></table></div>").raw(legend()).toString();
  }

  private String[] column(int c) {
    List<@Nullable Cell> cells = new ArrayList<>();
    table.rows().forEach(row -> cells.add(row.cells().get(c)));
    List<Measurement> numbers =
        cells.stream()
            .filter(Objects::nonNull)
            .map(x -> Objects.requireNonNull(x).measurement())
            .toList();
    int decimals = Decimals.of(numbers);
    int width = numbers.stream().mapToInt(m -> error(m, decimals).length()).max().orElse(0);
    double low =
        numbers.stream().mapToDouble(m -> end(m, -Z)).filter(Double::isFinite).min().orElse(0);
    double high =
        numbers.stream().mapToDouble(m -> end(m, Z)).filter(Double::isFinite).max().orElse(1);
    String[] html = new String[cells.size()];
    for (int r = 0; r < html.length; r++) {
      Cell cell = cells.get(r);
      html[r] =
          cell == null
              ? "<td class=\"n none\">–</td>"
              : cell(cell, decimals, width, picture(cell.measurement(), low, high));
    }
    return html;
  }

  private String cell(Cell cell, int decimals, int width, String picture) {
    Measurement m = cell.measurement();
    String mark = "";
    boolean bound = m.note().equals(Measurement.UPPER_BOUND);
    if (!m.note().isEmpty() && !bound) {
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
        + Decimals.text(m.value(), decimals)
        + "</span><span class=\"e\">"
        + (error.isEmpty() ? "" : " ± ")
        + error
        + blanks(width + (width == 0 ? 0 : 3) - error.length() - (error.isEmpty() ? 0 : 3))
        + "</span><span class=\"s\">"
        + stars
        + blanks(3 - stars.length())
        + "</span>"
        + mark
        + picture
        + "</td>";
  }

  /** As wide as digits. */
  private static String blanks(int n) {
    return "\u2007".repeat(n);
  }

  private static String error(Measurement m, int decimals) {
    return Double.isFinite(m.standardError()) ? Decimals.text(m.standardError(), decimals) : "";
  }

  private static double end(Measurement m, double z) {
    return m.value() + (Double.isFinite(m.standardError()) ? z * m.standardError() : 0);
  }

  /** The 95 % interval on the scale of the column. */
  private static String picture(Measurement m, double low, double high) {
    if (!Double.isFinite(m.value()) || !(high > low)) {
      return "";
    }
    double scale = (PICTURE - 6) / (high - low);
    double x = 3 + scale * (m.value() - low);
    String line =
        Double.isFinite(m.standardError())
            ? String.format(
                Locale.ROOT,
                "<path d=\"M%.1f 3H%.1f\"/>",
                3 + scale * (end(m, -Z) - low),
                3 + scale * (end(m, Z) - low))
            : "";
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d 6\" width=\"%d\" height=\"6\" aria-hidden=\"true\">%s"
            + "<circle cx=\"%.1f\" cy=\"3\" r=\"2.2\"/></svg>",
        PICTURE,
        PICTURE,
        line,
        x);
  }

  private String legend() {
    Html html = new Html().raw("<div class=\"legend\"><p>");
    boolean seeds = table.rows().stream().anyMatch(r -> r.group().overSeeds());
    html.raw(
        seeds
            ? "Means over seeds ± standard error over the seeds. "
            : "Value ± standard error over the evaluation prompts; the line below is the 95 %"
                + " interval. ");
    html.raw(
        "Stars: differs from the baseline with p &lt; 0.05 *, 0.01 **, 0.001 ***, after Holm’s"
            + " correction within the column.</p>");
    if (!notes.isEmpty()) {
      html.raw("<ol class=\"notes\">");
      notes.forEach(note -> html.element("li", note));
      html.raw("</ol>");
    }
    html.raw("<dl class=\"bases\">");
    for (Basis basis : bases) {
      html.raw("<dt>" + (bases.size() > 1 ? letter(basis) : "Basis") + "</dt><dd>" + words(basis));
      html.raw("</dd>");
    }
    return html.raw("</dl></div>").toString();
  }

  private static String words(Basis basis) {
    List<String> parts = new ArrayList<>();
    if (basis.judge() != null) {
      parts.add("judged by <code>" + Html.text(basis.judge()) + "</code>");
    }
    if (basis.baseline() != null) {
      parts.add("against <b>" + Html.text(basis.baseline()) + "</b>");
    }
    parts.add("on " + Html.text(basis.prompts()));
    if (basis.decoding() != null) {
      parts.add("answers drawn with <code>" + Html.text(decoding(basis.decoding())) + "</code>");
    }
    return String.join(", ", parts);
  }

  private static String decoding(String record) {
    return record.replaceAll("^Decoding\\[(.*)]$", "$1");
  }

  /** All tests, for those who want more than stars; empty if there are none. */
  String tests() {
    Map<Column, String> bodies = new LinkedHashMap<>();
    for (int c = 0; c < table.columns().size(); c++) {
      Column column = table.columns().get(c);
      for (Row row : table.rows()) {
        Cell cell = row.cells().get(c);
        if (cell != null && cell.difference() != null) {
          bodies.merge(column, test(row, column, cell.difference()), String::concat);
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
        + "<th scope=\"col\" data-sort=\"text\">Method</th>"
        + (several ? "<th scope=\"col\" data-sort=\"text\">Run</th>" : "")
        + "<th scope=\"col\" data-sort=\"number\" class=\"n\">Difference</th>"
        + "<th scope=\"col\" data-sort=\"number\" class=\"n\">p</th>"
        + "<th scope=\"col\" data-sort=\"number\" class=\"n\">p, Holm</th>"
        + "<th scope=\"col\" data-sort=\"text\">Test</th></tr></thead><tbody>"
        + String.join("", bodies.values())
        + "</tbody></table></div></details>";
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
