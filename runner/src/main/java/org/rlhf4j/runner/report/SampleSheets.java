package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rlhf4j.runner.run.Evaluated;

/** Answers side by side: the first prompt as HTML, all of them as data for the picker. */
final class SampleSheets {
  /** Letters of one text. */
  private static final int TEXT = 4000;

  /** Answers that are there without JavaScript. */
  private static final int CARDS = 400;

  private final List<Group> groups;

  SampleSheets(List<Group> groups) {
    this.groups = groups;
  }

  /** A method of a group, with its answers. */
  private record Column(Group group, String method, Map<String, SampleRows.Answer> answers) {}

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (Group group : groups) {
      SampleRows samples = group.first().samples();
      List<String> order = new ArrayList<>(group.results().subjects());
      samples.methods().stream().filter(m -> !order.contains(m)).forEach(order::add);
      for (String method : order) {
        Map<String, SampleRows.Answer> answers = samples.answers().get(method);
        if (answers != null) {
          columns.add(new Column(group, method, answers));
        }
      }
    }
    return columns;
  }

  private Map<String, String> prompts() {
    Map<String, String> prompts = new LinkedHashMap<>();
    groups.forEach(g -> g.first().samples().prompts().forEach(prompts::putIfAbsent));
    return prompts;
  }

  /** Whether there is anything. */
  boolean isEmpty() {
    return prompts().isEmpty();
  }

  /**
   * Everything that the picker needs.
   *
   * @param room for about so many letters; prompts are left out evenly until it does
   */
  JsonObject json(Room room) {
    int letters = room.answers();
    int most = room.of(TEXT);
    List<Column> columns = columns();
    Map<String, String> prompts = prompts();
    List<String> ids = new ArrayList<>(prompts.keySet());
    long size = 0;
    for (String id : ids) {
      size += size(columns, prompts, id, most);
    }
    double every = Math.max(1, size / (double) Math.max(1, letters));
    JsonObject json = new JsonObject();
    JsonArray methods = new JsonArray();
    for (Column column : columns) {
      JsonObject method = new JsonObject();
      method.addProperty("name", column.group.qualified(column.method));
      method.addProperty("subject", column.method);
      methods.add(method);
    }
    json.add("methods", methods);
    json.addProperty("of", ids.size());
    JsonArray rows = new JsonArray();
    for (double next = 0; next < ids.size(); next += every) {
      String id = ids.get((int) next);
      JsonObject row = new JsonObject();
      row.addProperty("id", id);
      row.addProperty("prompt", cut(Objects.requireNonNull(prompts.get(id)), most));
      JsonArray answers = new JsonArray();
      columns.forEach(column -> answers.add(answer(column, id, most)));
      row.add("answers", answers);
      rows.add(row);
    }
    json.add("prompts", rows);
    return json;
  }

  private static long size(List<Column> columns, Map<String, String> prompts, String id, int most) {
    long size = Math.min((long) most, Objects.requireNonNull(prompts.get(id)).length()) + 40;
    for (Column column : columns) {
      SampleRows.Answer answer = column.answers.get(id);
      size += 40 + (answer == null ? 0 : Math.min(most, answer.text().length()));
    }
    return size;
  }

  private static JsonElement answer(Column column, String id, int most) {
    SampleRows.Answer answer = column.answers.get(id);
    if (answer == null) {
      return JsonNull.INSTANCE;
    }
    JsonArray json = new JsonArray();
    json.add(cut(answer.text(), most));
    json.add(answer.tokens());
    json.add(answer.finish());
    JsonObject scores = new JsonObject();
    RunData run = column.group.first();
    for (Evaluated evaluated : run.results().evaluated()) {
      for (var m : evaluated.evaluation().measurements()) {
        Double value =
            m.subject().equals(column.method)
                ? run.observations().of(evaluated.place(), m.subject(), m.metric()).get(id)
                : null;
        if (value != null) {
          scores.add(m.metric(), PlotJson.number(value));
        }
      }
    }
    json.add(scores);
    return json;
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + " … (" + (text.length() - end) + " more letters in samples/)";
  }

  /** The first prompt with its answers, and the place of the picker. */
  String html(Room room) {
    int most = room.of(TEXT);
    Map<String, String> prompts = prompts();
    String id = prompts.keySet().iterator().next();
    Html html =
        new Html()
            .raw("<div id=\"picker\" class=\"picker\" hidden></div>")
            .raw("<div id=\"sheet\"><blockquote class=\"prompt\" dir=\"auto\">")
            .raw(Html.text(cut(Objects.requireNonNull(prompts.get(id)), most)))
            .raw("</blockquote><div class=\"cards\">");
    for (Column column : room.first(columns(), CARDS)) {
      SampleRows.Answer answer = column.answers.get(id);
      if (answer != null) {
        html.raw("<article class=\"card\"><h4><bdi>")
            .raw(Html.text(column.group.qualified(column.method)))
            .raw("</bdi></h4><p class=\"answer\" dir=\"auto\">")
            .raw(Html.text(cut(answer.text().replaceFirst("^ ", ""), most)))
            .raw("</p><p class=\"meta\">")
            .raw(answer.tokens() + " tokens, " + Html.text(answer.finish()))
            .raw("</p></article>");
      }
    }
    return html.raw("</div></div>")
        .raw("<noscript><p class=\"caption\">The first prompt; with JavaScript there is a choice")
        .raw(" of prompts. samples/ has all answers.</p></noscript>")
        .toString();
  }
}
