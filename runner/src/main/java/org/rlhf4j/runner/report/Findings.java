package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.runner.run.Decimals;
import org.rlhf4j.runner.run.Evaluated;

/** Charts, tables and alarms of evaluators, whatever they are about. */
final class Findings {
  /** Rows of a table, and of an alarm's evidence, that the page shows; files have the others. */
  private static final int ROWS = 200;

  private static final int EVIDENCE = 20;

  /** Longer tables open on a click: they would push everything else out of sight. */
  private static final int UNFOLDED = 40;

  /** Letters of a text that needs a wide column. */
  private static final int LONG = 40;

  private final List<Group> groups;
  private final List<Plot> plots = new ArrayList<>();
  private final Map<String, DataTable> tables = new LinkedHashMap<>();

  Findings(List<Group> groups) {
    this.groups = groups;
  }

  /** The charts of all sections. */
  List<Plot> plots() {
    return plots;
  }

  /** The tables of all sections by their ids. */
  Map<String, DataTable> tables() {
    return tables;
  }

  /** One section for each evaluator with more than numbers of the main table. */
  List<Section> sections() {
    Map<String, StringBuilder> byEvaluator = new LinkedHashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      for (Evaluated evaluated : groups.get(g).first().results().evaluated()) {
        String html = html(groups.get(g), evaluated);
        if (!html.isEmpty()) {
          byEvaluator.computeIfAbsent(evaluated.id(), id -> new StringBuilder()).append(html);
        }
      }
    }
    List<Section> sections = new ArrayList<>();
    byEvaluator.forEach(
        (id, html) -> sections.add(new Section("evaluator-" + id, title(id), html.toString())));
    return sections;
  }

  private static String title(String id) {
    String words = id.replace('-', ' ');
    return switch (id) {
      case "kl" -> "KL";
      case "over-optimisation" -> "Over-optimisation";
      default -> Character.toUpperCase(words.charAt(0)) + words.substring(1);
    };
  }

  private String html(Group group, Evaluated evaluated) {
    Evaluation evaluation = evaluated.evaluation();
    if (evaluation.charts().isEmpty() && evaluation.tables().isEmpty()) {
      return "";
    }
    Html html = new Html();
    if (!group.label().isEmpty()) {
      html.element("h3", "class=\"run\"", group.label());
    }
    if (group.overSeeds()) {
      html.element("p", "class=\"caption\"", "Seed " + group.first().seed() + ", one of several.");
    }
    String basis = BasisWords.words(evaluation.basis());
    html.raw("<p class=\"caption rests\">" + Character.toUpperCase(basis.charAt(0)))
        .raw(basis.substring(1) + ".</p><div class=\"plots wide\">");
    String prefix = evaluated.id() + "-" + evaluated.place() + "-";
    for (Chart chart : evaluation.charts()) {
      Plot plot = Plot.of(unique(group, prefix + Html.id(chart.id())), chart);
      if (!plot.isEmpty()) {
        plots.add(plot);
        html.raw(plot.figure());
      }
    }
    html.raw("</div>");
    for (DataTable table : evaluation.tables()) {
      String id = unique(group, prefix + Html.id(table.id()));
      tables.put(id, table);
      html.raw(table(id, table));
    }
    return html.toString();
  }

  private static String unique(Group group, String id) {
    return group.label().isEmpty() ? id : id + "-" + Html.id(group.label());
  }

  private static String table(String id, DataTable table) {
    Html html = new Html().raw("<div class=\"datatable\">").element("h3", table.title());
    if (!table.caption().isEmpty()) {
      html.element("p", "class=\"caption\"", table.caption());
    }
    boolean folded = table.rows().size() > UNFOLDED;
    if (folded) {
      html.raw("<details><summary>" + table.rows().size() + " rows</summary>");
    }
    html.raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .raw(Html.text(table.title()))
        .raw(", a table\"><table class=\"sortable\"><thead><tr>");
    int[] decimals = new int[table.columns().size()];
    boolean[] numbers = new boolean[decimals.length];
    for (int c = 0; c < decimals.length; c++) {
      int column = c;
      List<DataTable.Cell> cells =
          table.rows().stream().map(r -> r.get(column)).filter(Findings::hasNumber).toList();
      decimals[c] = decimals(cells);
      numbers[c] = !cells.isEmpty();
      html.raw(
          numbers[c]
              ? "<th scope=\"col\" data-sort=\"number\" class=\"n\">"
              : "<th scope=\"col\" data-sort=\"text\">");
      html.raw(Html.text(table.columns().get(c)) + "</th>");
    }
    html.raw("</tr></thead><tbody>");
    for (List<DataTable.Cell> row : table.rows().subList(0, Math.min(ROWS, table.rows().size()))) {
      html.raw("<tr>");
      for (int c = 0; c < row.size(); c++) {
        html.raw(cell(row.get(c), decimals[c], numbers[c], c == 0));
      }
      html.raw("</tr>");
    }
    html.raw("</tbody></table></div>");
    if (table.rows().size() > ROWS) {
      html.element(
          "p",
          "class=\"caption\"",
          "The first "
              + ROWS
              + " of "
              + table.rows().size()
              + " rows; charts/"
              + id
              + ".csv has all.");
    }
    return html.raw(folded ? "</details></div>" : "</div>").toString();
  }

  private static int decimals(List<DataTable.Cell> cells) {
    double[] values = cells.stream().mapToDouble(DataTable.Cell::value).toArray();
    double[] errors = cells.stream().mapToDouble(DataTable.Cell::standardError).toArray();
    boolean whole = cells.stream().allMatch(x -> x.value() == Math.rint(x.value()));
    boolean exact = cells.stream().allMatch(x -> Double.isNaN(x.standardError()));
    return whole && exact ? 0 : Decimals.of(values, errors);
  }

  private static boolean hasNumber(DataTable.Cell cell) {
    return cell.isNumber() && Double.isFinite(cell.value());
  }

  /**
   * A cell.
   *
   * @param numbers whether there are numbers in its column
   */
  private static String cell(DataTable.Cell cell, int decimals, boolean numbers, boolean first) {
    if (!cell.isNumber()) {
      String text = Html.text(cell.text());
      if (first) {
        String width = cell.text().length() > LONG ? " class=\"long\"" : "";
        return "<th scope=\"row\" dir=\"auto\"" + width + ">" + text + "</th>";
      }
      String kind = numbers ? "n" : cell.text().length() > LONG ? "t long" : "t";
      return "<td dir=\"auto\" class=\"" + kind + "\">" + text + "</td>";
    }
    if (Double.isNaN(cell.value())) {
      return numbers ? "<td class=\"n none\">–</td>" : "<td></td>";
    }
    return "<td class=\"n\" data-v=\""
        + cell.value()
        + "\"><span class=\"v\">"
        + Decimals.text(cell.value(), decimals)
        + "</span>"
        + (Double.isFinite(cell.standardError())
            ? "<span class=\"e\"> ± " + Decimals.text(cell.standardError(), decimals) + "</span>"
            : "")
        + "</td>";
  }

  /** What a reader must not miss; empty where there is nothing. */
  String alarms() {
    Html html = new Html();
    for (Group group : groups) {
      for (RunData run : group.runs()) {
        if (!run.complete()) {
          html.raw("<div class=\"alarm\"><p><b>This run is not complete</b>: ")
              .raw(Html.text(String.valueOf(run.folder().getFileName())))
              .raw(" shows what there is so far.</p></div>");
        }
        for (Evaluated evaluated : run.results().evaluated()) {
          for (Alarm alarm : evaluated.evaluation().alarms()) {
            html.raw(alarm(group, run, evaluated, alarm));
          }
        }
      }
    }
    return html.toString();
  }

  /** How many there are. */
  long alarmCount() {
    return groups.stream()
        .flatMap(group -> group.runs().stream())
        .flatMap(run -> run.results().evaluated().stream())
        .mapToLong(evaluated -> evaluated.evaluation().alarms().size())
        .sum();
  }

  private static String alarm(Group group, RunData run, Evaluated evaluated, Alarm alarm) {
    String seed = group.overSeeds() ? ", seed " + run.seed() : "";
    String subject = alarm.subject().isEmpty() ? "" : group.qualified(alarm.subject()) + seed;
    Html html = new Html().raw("<div class=\"alarm\"><p>");
    if (!subject.isEmpty()) {
      html.raw("<b><bdi>" + Html.text(subject) + "</bdi></b>: ");
    }
    html.raw(Html.text(alarm.message()) + " <span class=\"chip\">")
        .raw(Html.text(evaluated.id()) + "</span></p>");
    if (!alarm.evidence().isEmpty()) {
      int shown = Math.min(EVIDENCE, alarm.evidence().size());
      html.raw("<details><summary>Evidence, ")
          .raw(alarm.evidence().size() + " rows</summary><ol class=\"evidence\">");
      alarm.evidence().subList(0, shown).forEach(row -> html.element("li", "dir=\"auto\"", row));
      html.raw("</ol>");
      if (shown < alarm.evidence().size()) {
        html.element("p", "and " + (alarm.evidence().size() - shown) + " more in results.json");
      }
      html.raw("</details>");
    }
    return html.raw("</div>").toString();
  }

  /** The first two charts of what one looks at, as figures with a choice. */
  static String choice(List<Plot> plots) {
    Html html = new Html().raw("<div class=\"plots wide\">");
    for (int i = 0; i < Math.min(2, plots.size()); i++) {
      StringBuilder options = new StringBuilder();
      for (Plot plot : plots) {
        options
            .append("<option value=\"")
            .append(Html.text(plot.id()))
            .append(plot.equals(plots.get(i)) ? "\" selected>" : "\">")
            .append(Html.text(Objects.requireNonNull(plot.y().label())))
            .append("</option>");
      }
      html.raw(
          plots
              .get(i)
              .figure(
                  plots.size() < 2
                      ? ""
                      : "<label class=\"pick\">show <select data-choice>"
                          + options
                          + "</select></label>"));
    }
    return html.raw("</div>").toString();
  }
}
