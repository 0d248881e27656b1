package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.report.MainTable.Measured;
import org.rlhf4j.runner.report.MainTable.Row;
import org.rlhf4j.runner.run.SpecDifference;
import org.rlhf4j.runner.run.SpecDifference.Kind;

/** What several runs do not have in common, and what became of it. */
final class RunsCompared {
  private static final Map<Kind, String> WORDS = new EnumMap<>(Kind.class);

  static {
    WORDS.put(Kind.CONVENTION, "Conventions");
    WORDS.put(Kind.PART, "Parts");
    WORDS.put(Kind.OPTION, "Options");
    WORDS.put(Kind.DATA, "Data");
    WORDS.put(Kind.SEED, "Seeds");
    WORDS.put(Kind.NAME, "Names");
  }

  /** Of provenance: what may move numbers. */
  private static final List<String> VERSIONS =
      List.of("rlhf4j", "commit", "java", "os", "cpu", "processors", "environment");

  /** Differences between runs that the page shows. */
  private static final int ROWS = 4000;

  private final List<Group> groups;

  RunsCompared(List<Group> groups) {
    this.groups = groups;
  }

  /** What differs, conventions first; empty for one group. */
  String html() {
    if (groups.size() < 2) {
      return "";
    }
    List<SpecDifference> differences =
        SpecDifference.between(
            groups.stream().map(g -> g.first().specWithoutSeed()).toList(),
            groups.stream().map(g -> g.first().conventions()).toList());
    List<Line> conventions = conventions().stream().filter(Line::differs).toList();
    Html html = new Html();
    String summary =
        !conventions.isEmpty() || differences.stream().anyMatch(d -> d.kind() == Kind.CONVENTION)
            ? "These runs follow different conventions: their numbers need not mean the same."
            : "All named choices are the same.";
    html.element("p", "class=\"lead\"", summary);
    html.raw(head());
    rows(html, Objects.requireNonNull(WORDS.get(Kind.CONVENTION)), conventions);
    for (Kind kind : Kind.values()) {
      List<SpecDifference> own = differences.stream().filter(d -> d.kind() == kind).toList();
      if (!own.isEmpty() && kind != Kind.NAME) {
        boolean more = kind == Kind.CONVENTION && !conventions.isEmpty();
        html.raw(band(more ? "Choices in the specs" : Objects.requireNonNull(WORDS.get(kind))));
        own.forEach(d -> html.raw(row(d.path().replace(".options.", "."), d.values())));
      }
    }
    rows(html, "Seeds", List.of(new Line("seeds", seeds())));
    rows(html, "Versions", provenance(VERSIONS));
    rows(html, "Inputs", inputs());
    return html.raw("</tbody></table></div>").toString();
  }

  private String head() {
    Html html =
        new Html()
            .raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\"")
            .raw(" aria-label=\"Differences, a table\"><table class=\"differences\"><thead><tr>")
            .raw("<th scope=\"col\">What</th>");
    groups.forEach(g -> html.element("th", "scope=\"col\"", g.label()));
    return html.raw("</tr></thead><tbody>").toString();
  }

  private String band(String title) {
    return "<tr class=\"band\"><th scope=\"rowgroup\" colspan=\""
        + (groups.size() + 1)
        + "\">"
        + Html.text(title)
        + "</th></tr>";
  }

  /** A line of the table; null where a run has nothing. */
  private record Line(String what, List<@Nullable JsonElement> values) {
    boolean differs() {
      return values.stream().distinct().count() > 1;
    }
  }

  private void rows(Html html, String title, List<Line> lines) {
    List<Line> different = lines.stream().filter(Line::differs).toList();
    if (!different.isEmpty()) {
      html.raw(band(title));
      different.forEach(line -> html.raw(row(line.what, line.values)));
    }
  }

  private static String row(String what, List<@Nullable JsonElement> values) {
    Html html = new Html().raw("<tr>").element("th", "scope=\"row\"", what);
    for (JsonElement value : values) {
      html.raw("<td><code>" + Html.text(SpecDifference.text(value)) + "</code></td>");
    }
    return html.raw("</tr>").toString();
  }

  private List<@Nullable JsonElement> seeds() {
    List<@Nullable JsonElement> seeds = new ArrayList<>();
    for (Group group : groups) {
      String list =
          String.join(", ", group.runs().stream().map(r -> String.valueOf(r.seed())).toList());
      seeds.add(new JsonPrimitive(list));
    }
    return seeds;
  }

  /** As all runs told them; none if one did not. */
  private List<Line> conventions() {
    Map<String, Map<Group, JsonElement>> byName = new LinkedHashMap<>();
    for (Group group : groups) {
      JsonObject own = group.first().conventions();
      if (own.isEmpty()) {
        return List.of();
      }
      own.asMap()
          .forEach(
              (part, choices) ->
                  choices
                      .getAsJsonObject()
                      .asMap()
                      .forEach(
                          (name, value) ->
                              byName
                                  .computeIfAbsent(part + ": " + name, n -> new LinkedHashMap<>())
                                  .put(group, value)));
    }
    return lines(byName);
  }

  private List<Line> lines(Map<String, Map<Group, JsonElement>> byName) {
    List<Line> lines = new ArrayList<>();
    byName.forEach(
        (name, of) -> {
          List<@Nullable JsonElement> values = new ArrayList<>();
          groups.forEach(g -> values.add(of.get(g)));
          lines.add(new Line(name, values));
        });
    return lines;
  }

  private List<Line> provenance(List<String> keys) {
    List<Line> lines = new ArrayList<>();
    for (String key : keys) {
      List<@Nullable JsonElement> values = new ArrayList<>();
      groups.forEach(g -> values.add(g.first().provenance().get(key)));
      lines.add(new Line(key, values));
    }
    return lines;
  }

  /** Files by their paths and hashes. */
  private List<Line> inputs() {
    Map<String, Map<Group, JsonElement>> byPath = new LinkedHashMap<>();
    for (Group group : groups) {
      if (group.first().provenance().get("inputs") instanceof JsonArray files) {
        for (JsonElement file : files) {
          JsonObject json = file.getAsJsonObject();
          byPath
              .computeIfAbsent(json.get("path").getAsString(), p -> new LinkedHashMap<>())
              .put(group, json.get("sha256"));
        }
      }
    }
    return lines(byPath);
  }

  /** Methods that several groups have, against the first group that has them. */
  String acrossRuns(MainTable table, Room room) {
    Html html = new Html();
    Set<String> subjects = new LinkedHashSet<>();
    table.rows().forEach(row -> subjects.add(row.subject()));
    int same = 0;
    int shown = 0;
    int all = 0;
    for (int c = 0; c < table.columns().size(); c++) {
      List<Row> rows = new ArrayList<>();
      List<Row> firsts = new ArrayList<>();
      List<Difference> differences = new ArrayList<>();
      for (String subject : subjects) {
        Row first = null;
        for (Row row : table.rows()) {
          Measured cell = row.subject().equals(subject) ? row.cells().get(c) : null;
          if (cell == null) {
            continue;
          }
          if (first == null) {
            first = row;
            continue;
          }
          Optional<Difference> difference =
              MainTable.between(
                  row.group(), cell, first.group(), Objects.requireNonNull(first.cells().get(c)));
          if (difference.isPresent()) {
            rows.add(row);
            firsts.add(first);
            differences.add(difference.get());
          }
        }
      }
      List<Difference> adjusted = Difference.holm(differences);
      for (int i = 0; i < rows.size(); i++) {
        if (adjusted.get(i).value() == 0) {
          same++;
          continue;
        }
        all++;
        if (shown == room.of(ROWS)) {
          continue;
        }
        shown++;
        html.raw("<tr>")
            .element("td", table.columns().get(c).metric())
            .element("th", "scope=\"row\"", rows.get(i).subject())
            .element("td", rows.get(i).group().label() + " − " + firsts.get(i).group().label())
            .raw(MainTableHtml.differenceCells(adjusted.get(i)))
            .raw("</tr>");
      }
    }
    String body = html.toString();
    return body.isEmpty()
        ? ""
        : "<details open><summary>The same methods, from run to run</summary><div class=\"scroll\""
            + " role=\"region\" tabindex=\"0\" aria-label=\"Runs, a table\"><table"
            + " class=\"sortable\"><thead><tr><th scope=\"col\" data-sort=\"text\">Metric</th><th"
            + " scope=\"col\" data-sort=\"text\">Method</th><th scope=\"col\""
            + " data-sort=\"text\">Runs</th><th scope=\"col\" data-sort=\"number\""
            + " class=\"n\">Difference</th><th scope=\"col\" data-sort=\"number\""
            + " class=\"n\">p</th><th scope=\"col\" data-sort=\"number\" class=\"n\">p,"
            + " Holm</th><th scope=\"col\" data-sort=\"text\">Test</th></tr></thead><tbody>"
            + body
            + "</tbody></table></div>"
            + Room.rest(shown, all, "differences", "results.csv, with the numbers behind them,")
            + (same == 0
                ? ""
                : "<p class=\"caption\">" + same + " are the same to the last digit.</p>")
            + "</details>";
  }
}
