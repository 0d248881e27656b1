package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.runner.run.Decimals;
import org.rlhf4j.runner.run.Evaluated;
import org.rlhf4j.runner.run.Identity;

/** Charts, tables and alarms of evaluators, whatever they are about. */
final class Findings {
  /** Rows of a table, and of an alarm's evidence, that the page shows; files have the others. */
  private static final int ROWS = 200;

  private static final int EVIDENCE = 20;

  private static final int ALARMS = 400;

  /** Longer tables open on a click: they would push everything else out of sight. */
  private static final int UNFOLDED = 40;

  /** Letters of a text that needs a wide column. */
  private static final int LONG = 40;

  private final List<Group> groups;
  private final List<Found> found = new ArrayList<>();

  /** Everything that one evaluator found in one run. */
  private record Found(
      Group group, RunData run, Evaluated from, List<Plot> plots, Map<String, DataTable> tables) {
    boolean isEmpty() {
      return plots.isEmpty() && tables.isEmpty();
    }
  }

  /**
   * Findings of all runs.
   *
   * @param names of the files of charts and tables
   */
  Findings(List<Group> groups, Names names) {
    this.groups = groups;
    for (Group group : groups) {
      for (RunData run : group.runs()) {
        run.results().evaluated().forEach(from -> found.add(found(group, run, from, names)));
      }
    }
  }

  private static Found found(Group group, RunData run, Evaluated from, Names names) {
    String prefix = from.id() + "-" + from.place() + "-";
    String suffix = group.label().isEmpty() ? "" : "-" + Html.id(group.label());
    String seed = group.overSeeds() ? "-seed-" + run.seed() : "";
    List<Plot> plots = new ArrayList<>();
    for (Chart chart : from.evaluation().charts()) {
      String id = names.unique(prefix + Html.id(chart.id()) + suffix + seed);
      Plot plot = Plot.of(id, chart);
      if (!plot.isEmpty()) {
        plots.add(plot);
      }
    }
    Map<String, DataTable> tables = new LinkedHashMap<>();
    for (DataTable table : from.evaluation().tables()) {
      tables.put(names.unique(prefix + Html.id(table.id()) + suffix + seed), table);
    }
    return new Found(group, run, from, plots, tables);
  }

  /** The charts of all runs; those of the seeds that are shown at once come first. */
  List<Plot> plots() {
    return Stream.of(true, false)
        .flatMap(first -> found.stream().filter(f -> isFirst(f) == first))
        .flatMap(f -> f.plots().stream())
        .toList();
  }

  private static boolean isFirst(Found found) {
    return found.run.folder().equals(found.group.first().folder());
  }

  /** The tables of all runs by their ids. */
  Map<String, DataTable> tables() {
    Map<String, DataTable> tables = new LinkedHashMap<>();
    found.forEach(f -> tables.putAll(f.tables));
    return tables;
  }

  /** One section for each evaluator with more than numbers of the main table. */
  List<Section> sections(Room room) {
    Map<String, StringBuilder> byEvaluator = new LinkedHashMap<>();
    for (Found of : found) {
      if (!of.isEmpty() && isFirst(of)) {
        StringBuilder html = byEvaluator.computeIfAbsent(of.from.id(), id -> new StringBuilder());
        html.append(html(of, room));
        found.stream()
            .filter(f -> f.group.isSame(of.group) && f.from.place() == of.from.place())
            .filter(f -> !isFirst(f) && !f.isEmpty())
            .forEach(f -> html.append(otherSeed(f, room)));
      }
    }
    List<Section> sections = new ArrayList<>();
    byEvaluator.forEach(
        (id, html) -> sections.add(new Section("evaluator-" + id, title(id), html.toString())));
    return sections;
  }

  private static String otherSeed(Found of, Room room) {
    return "<details><summary>Seed "
        + of.run.seed()
        + "</summary>"
        + content(of, room)
        + "</details>";
  }

  private static String title(String id) {
    String words = id.replace('-', ' ');
    return switch (id) {
      case "kl" -> "KL";
      case "over-optimisation" -> "Over-optimisation";
      default -> Character.toUpperCase(words.charAt(0)) + words.substring(1);
    };
  }

  private static String html(Found of, Room room) {
    Html html = new Html();
    if (!of.group.label().isEmpty()) {
      html.element("h3", "class=\"run\"", of.group.label());
    }
    if (of.group.overSeeds()) {
      String seed = "Seed " + of.run.seed() + "; the other seeds are folded below.";
      html.element("p", "class=\"caption\"", seed);
    }
    return html.raw(content(of, room)).toString();
  }

  private static String content(Found of, Room room) {
    Evaluation evaluation = of.from.evaluation();
    String basis = BasisWords.words(evaluation.basis());
    Html html = new Html();
    html.raw("<p class=\"caption rests\">" + Character.toUpperCase(basis.charAt(0)))
        .raw(basis.substring(1) + ".");
    evaluation
        .bases()
        .forEach(
            (metric, other) ->
                html.raw(" <b>" + Html.text(metric) + "</b>: " + BasisWords.judge(other) + "."));
    html.raw("</p><div class=\"plots wide\">");
    of.plots.forEach(plot -> html.raw(room.figure(plot)));
    html.raw("</div>");
    of.tables.forEach(
        (id, table) -> html.raw(table(id, table, inWords(table.caption(), evaluation), room)));
    return html.toString();
  }

  /** An evaluator knows its judge by an identity that is JSON; the legend has words for it. */
  private static String inWords(String caption, Evaluation evaluation) {
    String text = caption;
    List<Basis> all = new ArrayList<>(evaluation.bases().values());
    all.add(evaluation.basis());
    for (Basis basis : all) {
      if (basis.judge() != null) {
        text = text.replace(basis.judge(), Identity.words(basis.judge()));
      }
    }
    return text;
  }

  private static String table(String id, DataTable table, String caption, Room room) {
    Html html = new Html().raw("<div class=\"datatable\">").element("h3", table.title());
    if (!caption.isEmpty()) {
      html.element("p", "class=\"caption\"", caption);
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
    List<List<DataTable.Cell>> shown = room.first(table.rows(), ROWS);
    for (List<DataTable.Cell> row : shown) {
      html.raw("<tr>");
      for (int c = 0; c < row.size(); c++) {
        html.raw(cell(row.get(c), decimals[c], numbers[c], c == 0));
      }
      html.raw("</tr>");
    }
    html.raw("</tbody></table></div>");
    html.raw(Room.rest(shown.size(), table.rows().size(), "rows", "charts/" + id + ".csv"));
    return html.raw(folded ? "</details></div>" : "</div>").toString();
  }

  private static int decimals(List<DataTable.Cell> cells) {
    double[] values = cells.stream().mapToDouble(DataTable.Cell::value).toArray();
    double[] errors = cells.stream().mapToDouble(DataTable.Cell::standardError).toArray();
    return Decimals.of(values, errors);
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
  String alarms(Room room) {
    Html html = new Html().raw(chance());
    int shown = 0;
    for (Group group : groups) {
      for (RunData run : group.runs()) {
        if (!run.complete()) {
          html.raw("<div class=\"alarm\"><p><b>This run is not complete</b>: ")
              .raw(Html.text(String.valueOf(run.folder().getFileName())))
              .raw(" shows what there is so far.</p></div>");
        }
        for (Evaluated evaluated : run.results().evaluated()) {
          for (Alarm alarm : evaluated.evaluation().alarms()) {
            if (shown < room.of(ALARMS)) {
              html.raw(alarm(group, run, evaluated, alarm, room));
              shown++;
            }
          }
        }
      }
    }
    return html.raw(Room.rest(shown, (int) alarmCount(), "alarms", "results.json")).toString();
  }

  /** An evaluator corrects for its own tests, and knows of no other run. */
  private String chance() {
    int runs = groups.stream().mapToInt(group -> group.runs().size()).sum();
    if (runs < 2 || alarmCount() == 0) {
      return "";
    }
    String words =
        "Alarms of tests are corrected for all tests of one evaluator in one run. These are "
            + runs
            + " runs: at 5 % each, an evaluator may raise a false alarm in one of them with a"
            + " probability of up to "
            + Math.round(100 * (1 - Math.pow(0.95, runs)))
            + " %.";
    return new Html().element("p", "class=\"caption\"", words).toString();
  }

  /** How many there are. */
  long alarmCount() {
    return groups.stream()
        .flatMap(group -> group.runs().stream())
        .flatMap(run -> run.results().evaluated().stream())
        .mapToLong(evaluated -> evaluated.evaluation().alarms().size())
        .sum();
  }

  private static String alarm(
      Group group, RunData run, Evaluated evaluated, Alarm alarm, Room room) {
    String seed = group.overSeeds() ? ", seed " + run.seed() : "";
    String subject = alarm.subject().isEmpty() ? "" : group.qualified(alarm.subject()) + seed;
    Html html = new Html().raw("<div class=\"alarm\"><p>");
    if (!subject.isEmpty()) {
      html.raw("<b><bdi>" + Html.text(subject) + "</bdi></b>: ");
    }
    html.raw(Html.text(alarm.message()) + " <span class=\"chip\">")
        .raw(Html.text(evaluated.id()) + "</span></p>");
    if (!alarm.evidence().isEmpty()) {
      int shown = Math.min(room.of(EVIDENCE), alarm.evidence().size());
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
  static String choice(List<Plot> all, Room room) {
    List<Plot> plots = all.stream().filter(room::has).toList();
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
    return html.raw("</div>")
        .raw(Room.rest(plots.size(), all.size(), "of these charts", "charts/"))
        .toString();
  }
}
