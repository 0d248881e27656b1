package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.run.SpecDifference;
import org.rlhf4j.runner.run.Written;

/** The choices that a run made, and where it comes from. */
final class Origins {
  /** Lines of a log that the page shows. */
  private static final int LINES = 600;

  /** Runs of which it shows anything. */
  private static final int RUNS = 400;

  private Origins() {}

  /** Named choices by the part that makes them. */
  static String conventions(List<Group> groups, Room room) {
    Html html = new Html();
    for (Group group : room.first(groups, RUNS)) {
      heading(html, group);
      Map<String, Map<String, String>> byPart = byPart(group.first());
      html.raw("<div class=\"facts\">");
      byPart.forEach((part, choices) -> html.raw(facts(part, choices)));
      html.raw("</div>");
      if (room.isTight()) {
        html.element("p", "class=\"caption\"", "spec.json has the whole spec.");
      } else {
        html.raw("<details><summary>The whole spec, defaults filled in</summary>")
            .element("pre", "tabindex=\"0\"", JsonText.pretty(group.first().spec()))
            .raw("</details>");
      }
    }
    return html.raw(rest(groups.size(), room)).toString();
  }

  private static String rest(int runs, Room room) {
    return Room.rest(Math.min(runs, room.of(RUNS)), runs, "runs", "each run's folder");
  }

  /** As the run told them, presets resolved. */
  private static Map<String, Map<String, String>> byPart(RunData run) {
    Map<String, Map<String, String>> byPart = new LinkedHashMap<>();
    run.conventions()
        .asMap()
        .forEach(
            (part, choices) ->
                choices
                    .getAsJsonObject()
                    .asMap()
                    .forEach(
                        (name, value) ->
                            byPart
                                .computeIfAbsent(part, p -> new LinkedHashMap<>())
                                .put(name, SpecDifference.text(value))));
    return byPart;
  }

  private static String facts(String title, Map<String, String> choices) {
    Html html = new Html().raw("<div>").element("h4", title).raw("<dl>");
    choices.forEach((name, value) -> html.element("dt", name).element("dd", value));
    return html.raw("</dl></div>").toString();
  }

  private static void heading(Html html, Group group) {
    if (!group.label().isEmpty()) {
      html.element("h3", "class=\"run\"", group.label());
    }
  }

  /** Program, machine, plugins and inputs. */
  static String provenance(List<Group> groups, Room room) {
    Html html = new Html();
    for (Group group : room.first(groups, RUNS)) {
      heading(html, group);
      for (RunData run : room.first(group.runs(), RUNS)) {
        if (group.overSeeds()) {
          html.element("h4", "Seed " + run.seed());
        }
        html.raw(
            Written.read(
                run.folder().resolve("provenance.json"), () -> provenance(run, room).toString()));
      }
    }
    return html.raw(rest(groups.size(), room)).toString();
  }

  private static Html provenance(RunData run, Room room) {
    Html html = new Html();
    JsonObject json = run.provenance();
    html.raw("<dl class=\"origin\">");
    json.asMap()
        .forEach(
            (key, value) -> {
              if (!(value instanceof JsonArray)
                  && !(value instanceof JsonObject o && o.has("path"))) {
                html.element("dt", words(key)).element("dd", SpecDifference.text(value));
              }
            });
    if (json.get("commandLine") instanceof JsonArray command) {
      html.element("dt", "command line").raw("<dd><code>");
      command.forEach(word -> html.raw(Html.text(word.getAsString()) + " "));
      html.raw("</code></dd>");
    }
    html.raw("</dl>");
    log(html, run.log(), room);
    if (room.isTight()) {
      html.element(
          "p", "class=\"caption\"", "provenance.json has the inputs, plugins and libraries.");
      return html;
    }
    if (json.get("inputs") instanceof JsonArray inputs) {
      files(html, "Inputs", inputs.asList());
    }
    if (json.get("plugins") instanceof JsonArray plugins) {
      plugins(html, plugins);
    }
    if (json.get("jars") instanceof JsonArray jars && !jars.isEmpty()) {
      html.raw("<details><summary>Libraries, " + jars.size() + "</summary><ul class=\"jars\">");
      jars.forEach(jar -> html.element("li", jar.getAsString()));
      html.raw("</ul></details>");
    }
    return html;
  }

  private static void log(Html html, List<String> log, Room room) {
    if (log.isEmpty()) {
      return;
    }
    int left = Math.max(0, log.size() - room.of(LINES));
    html.raw("<details><summary>Log</summary><pre tabindex=\"0\">");
    if (left > 0) {
      html.raw("(" + left + " lines before these are in log.txt)\n");
    }
    log.subList(left, log.size()).forEach(line -> html.raw(Html.text(line) + "\n"));
    html.raw("</pre></details>");
  }

  private static String words(String key) {
    return key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  private static void files(Html html, String title, List<JsonElement> files) {
    if (files.isEmpty()) {
      return;
    }
    html.raw("<details><summary>" + title + ", " + files.size() + "</summary>")
        .raw("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">File</th>")
        .raw("<th scope=\"col\" class=\"n\">Bytes</th><th scope=\"col\">SHA-256</th>")
        .raw("</tr></thead><tbody>");
    for (JsonElement file : files) {
      JsonObject json = file.getAsJsonObject();
      html.raw("<tr>")
          .element("td", text(json.get("path")))
          .element("td", "class=\"n\"", text(json.get("bytes")))
          .raw("<td><code>" + Html.text(text(json.get("sha256"))) + "</code></td></tr>");
    }
    html.raw("</tbody></table></div></details>");
  }

  private static void plugins(Html html, JsonArray plugins) {
    html.raw("<details><summary>Plugins, " + plugins.size() + "</summary>")
        .raw("<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Id</th>")
        .raw("<th scope=\"col\">Kind</th><th scope=\"col\">Class</th>")
        .raw("<th scope=\"col\">From</th></tr></thead><tbody>");
    for (JsonElement plugin : plugins) {
      JsonObject json = plugin.getAsJsonObject();
      JsonElement drop = json.get("dropIn");
      boolean dropIn = drop instanceof JsonPrimitive p && p.getAsBoolean();
      String jar = json.get("jar") instanceof JsonObject file ? text(file.get("path")) : "";
      html.raw("<tr>")
          .element("td", text(json.get("id")))
          .element("td", text(json.get("kind")))
          .raw("<td><code>" + Html.text(text(json.get("class"))) + "</code></td>")
          .element("td", dropIn ? "dropped in: " + jar : "the program")
          .raw("</tr>");
    }
    html.raw("</tbody></table></div></details>");
  }

  private static String text(@Nullable JsonElement json) {
    return json == null ? "" : Objects.requireNonNull(SpecDifference.text(json));
  }
}
