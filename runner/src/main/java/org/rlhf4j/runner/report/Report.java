package org.rlhf4j.runner.report;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Chart.Mark;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.plugin.Suggestion;
import org.rlhf4j.runner.checkpoint.Sums;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.run.AtomicFile;
import org.rlhf4j.runner.run.Results;
import org.rlhf4j.runner.table.LatexTable;
import org.rlhf4j.runner.table.MarkdownTable;

/**
 * {@code report.html}: what one or several runs found out, as one page that needs no other file and
 * no network, and is below 3 MB however many steps and answers there are. Beside it stand {@code
 * results.csv} with each number of its table (and {@code results.md} and {@code results.tex} with
 * the table as it is, for a page or a paper), and {@code charts/} with each number that it plots.
 *
 * <p>Runs of one spec with different seeds are put together. Everything else is compared: first
 * what differs, then the numbers, each in a column of its own where they do not rest upon the same.
 */
public final class Report {
  /** Its name in a folder. */
  public static final String NAME = "report.html";

  /** Bytes; a larger page is slow to send around and to open. */
  private static final int MOST_BYTES = 2_900_000;

  /** Less than this share of what a page usually shows is no report. */
  private static final double LEAST = 1.0 / 2048;

  private final List<Group> groups;
  private final MainTable table;
  private final List<Plot> frontier;
  private final List<Plot> curves;
  private final Findings findings;
  private final SampleSheets samples;

  private Report(List<Group> groups, @Nullable String baseline) {
    this.groups = groups;
    this.table = MainTable.of(groups, baseline);
    Names names = new Names();
    this.frontier = Frontier.of(groups, table, names);
    this.curves = Curves.of(groups, names);
    this.findings = new Findings(groups, names);
    this.samples = new SampleSheets(groups);
  }

  /**
   * Reads runs.
   *
   * @param folders of runs, or of several seeds of one
   * @param baseline the method to compare with, where a column names none of its own; null for the
   *     usual one: the baseline of the win rates, else "sft", else the base policy
   * @throws UserException if a folder is not that of a run, or no run has such a method
   */
  public static Report of(List<Path> folders, @Nullable String baseline) {
    List<RunData> runs = new ArrayList<>();
    folders.forEach(folder -> runs.addAll(RunData.read(folder)));
    List<Group> groups = Group.of(runs);
    if (baseline != null) {
      Set<String> methods = new LinkedHashSet<>();
      groups.forEach(g -> methods.addAll(g.results().subjects()));
      if (!methods.contains(baseline)) {
        throw new UserException(
            "no run has a method \""
                + baseline
                + "\"; "
                + Suggestion.among(baseline, methods)
                + "there is "
                + String.join(", ", methods));
      }
    }
    return new Report(groups, baseline);
  }

  /** Writes everything into a folder, over what an earlier report left there. */
  public void write(Path folder) {
    Path charts = folder.resolve("charts");
    plots().forEach(plot -> CsvFiles.plot(charts, plot));
    for (Map.Entry<String, DataTable> of : findings.tables().entrySet()) {
      CsvFiles.table(charts, of.getKey(), of.getValue());
    }
    CsvFiles.results(folder.resolve("results.csv"), table);
    AtomicFile.write(folder.resolve("results.md"), table.text(MarkdownTable::text));
    AtomicFile.write(folder.resolve("results.tex"), table.text(LatexTable::text));
    AtomicFile.write(folder.resolve(NAME), page());
  }

  /** In the order in which they get room on the page. */
  private List<Plot> plots() {
    List<Plot> all = new ArrayList<>(frontier);
    all.addAll(findings.plots());
    all.addAll(curves);
    return all;
  }

  /**
   * The page, with less of everything where it would be too large.
   *
   * @throws UserException if there are so many runs that even that does not help
   */
  String page() {
    List<Plot> plots = plots();
    String page = "";
    for (double share = 1; share >= LEAST; share /= 2) {
      Room room = Room.of(share, plots);
      List<Section> sections = sections(room);
      StringBuilder body = new StringBuilder();
      sections.forEach(section -> body.append(section.page()));
      String data = JsonText.line(data(room));
      page = Page.of(title(), subtitle(), navigation(sections), body.toString(), data);
      if (page.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
        return page;
      }
    }
    throw new UserException(
        String.format(
            Locale.ROOT,
            "a page of these %d runs has %.1f MB at its shortest, and more than %.1f are too many"
                + " to open: report fewer runs at once",
            groups.stream().mapToInt(g -> g.runs().size()).sum(),
            page.length() * 1e-6,
            MOST_BYTES * 1e-6));
  }

  private JsonObject data(Room room) {
    Set<String> subjects = new LinkedHashSet<>();
    groups.forEach(g -> subjects.addAll(g.results().subjects()));
    PlotJson json = new PlotJson(List.copyOf(subjects));
    JsonObject data = new JsonObject();
    List<Plot> drawn = plots().stream().filter(room::has).toList();
    data.add("plots", json.json(drawn, room.points()));
    data.add("colours", json.colours());
    data.add("subjects", JsonText.array(subjects.stream().map(PlotJson::text).toList()));
    data.add("groups", JsonText.array(groups.stream().map(g -> PlotJson.text(g.label())).toList()));
    data.add("samples", samples.isEmpty() ? new JsonObject() : samples.json(room));
    return data;
  }

  private String title() {
    Set<String> names = new LinkedHashSet<>();
    groups.forEach(g -> names.add(g.label().isEmpty() ? g.first().name() : g.label()));
    return String.join(" and ", names);
  }

  private String subtitle() {
    int runs = groups.stream().mapToInt(g -> g.runs().size()).sum();
    Group first = groups.get(0);
    List<String> parts = new ArrayList<>();
    parts.add(
        runs == 1
            ? "one run, seed " + first.first().seed()
            : runs + " runs" + (groups.size() == 1 ? " of one spec with different seeds" : ""));
    parts.add(first.results().rows().count(first.results().subjects().size()));
    if (first.first().provenance().has("started")) {
      parts.add(day(first.first().provenance().get("started").getAsString()));
    }
    if (first.first().provenance().has("rlhf4j")) {
      parts.add("rlhf4j " + first.first().provenance().get("rlhf4j").getAsString());
    }
    long alarms = findings.alarmCount();
    String link =
        alarms == 0
            ? ""
            : " · <a href=\"#alarms\">" + alarms + (alarms == 1 ? " alarm</a>" : " alarms</a>");
    return Html.text(String.join(" · ", parts)) + link;
  }

  private static String day(String instant) {
    try {
      return DateTimeFormatter.ofPattern("d\u00a0MMMM\u00a0uuuu", Locale.ENGLISH)
          .format(Instant.parse(instant).atZone(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return instant;
    }
  }

  private List<Section> sections(Room room) {
    List<Section> sections = new ArrayList<>();
    RunsCompared comparison = new RunsCompared(groups);
    sections.add(new Section("differences", "What differs", comparison.html()));
    if (!table.columns().isEmpty()) {
      MainTableHtml html = new MainTableHtml(table, room);
      String across = groups.size() > 1 ? comparison.acrossRuns(table, room) : "";
      sections.add(new Section("results", "Results", html.html() + fits() + across + html.tests()));
    }
    sections.add(new Section("alarms", "Alarms", findings.alarms(room)));
    sections.add(new Section("frontier", "Frontier", frontierHtml(room)));
    sections.addAll(findings.sections(room));
    sections.add(new Section("training", "Training", trainingHtml(room)));
    sections.add(new Section("samples", "Samples", samples.isEmpty() ? "" : samples.html(room)));
    sections.add(new Section("costs", "Costs", Ledger.html(groups, room)));
    sections.add(
        new Section("conventions", "Conventions in force", Origins.conventions(groups, room)));
    sections.add(new Section("provenance", "Provenance", Origins.provenance(groups, room)));
    sections.removeIf(Section::isEmpty);
    return sections;
  }

  /** How good the rewards are that the runs fitted. */
  private String fits() {
    Html html = new Html();
    for (Group group : groups) {
      if (group.first().rewardFit() instanceof JsonObject fit && fit.has("trainPairs")) {
        String whose = group.label().isEmpty() ? "The reward" : "The reward of " + group.label();
        html.element("p", "class=\"fit\"", whose + " was " + Results.fitInWords(fit) + ".");
      }
    }
    return html.toString();
  }

  private String frontierHtml(Room room) {
    if (frontier.isEmpty()) {
      return "";
    }
    boolean watched =
        frontier.stream()
            .flatMap(plot -> plot.series().stream())
            .anyMatch(series -> series.mark() == Mark.LINE_WITH_POINTS);
    return "<p class=\"caption\">What each method reached for how far it moved; bars are 95 %"
        + " intervals. Dashes join methods that no other beats at less divergence; what lies"
        + " far outside stands at the edge with its number."
        + (watched
            ? " Lines are the steps of trainings that were watched, on the prompts that they"
                + " were watched on."
            : "")
        + "</p>"
        + Findings.choice(frontier, room);
  }

  private String trainingHtml(Room room) {
    if (curves.isEmpty()) {
      return cut();
    }
    StringBuilder first = new StringBuilder();
    StringBuilder more = new StringBuilder();
    curves.forEach(plot -> (Curves.isFirst(plot) ? first : more).append(room.figure(plot)));
    return cut()
        + "<div id=\"pace\" class=\"picker\" hidden></div><div class=\"plots small\">"
        + first
        + "</div>"
        + (more.isEmpty()
            ? ""
            : "<details><summary>More metrics</summary><div class=\"plots small\">"
                + more
                + "</div></details>");
  }

  /** What cannot be believed, because somebody cut or changed files of runs. */
  private String cut() {
    Html html = new Html();
    for (Group group : groups) {
      for (RunData run : group.runs()) {
        if (run.complete() && run.metrics().isCut()) {
          Path file = run.folder().resolve(MetricRows.FILE);
          html.element(
              "p",
              "class=\"caption\"",
              file + " ends in the midst of a row: that row and what came after it are missing.");
        }
      }
    }
    changedFiles().forEach(line -> html.element("p", "class=\"caption\"", line + "."));
    return html.toString();
  }

  /** Lines about files of runs that somebody changed since the runs wrote them. */
  public List<String> changedFiles() {
    return groups.stream()
        .flatMap(group -> group.runs().stream())
        .flatMap(run -> new Sums(run.folder()).changed(RunData::isRead).stream())
        .toList();
  }

  private static String navigation(List<Section> sections) {
    Html html = new Html().raw("<ol>");
    Map<String, String> titles = new LinkedHashMap<>();
    sections.forEach(section -> titles.put(section.id(), section.title()));
    titles.forEach(
        (id, title) -> html.raw("<li><a href=\"#" + id + "\">" + Html.text(title) + "</a></li>"));
    return html.raw("</ol>").toString();
  }
}
