package org.rlhf4j.runner.run;

import com.google.gson.JsonObject;
import java.util.List;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.runner.data.ChatRows;

/** Rows that a run had made, for files that data can be read from again. */
final class MadeRows {
  private MadeRows() {}

  static List<JsonObject> of(List<Demonstration> demonstrations) {
    return demonstrations.stream()
        .map(
            d -> {
              JsonObject row = prompt(d.prompt());
              row.addProperty("completion", d.answer().text());
              return row;
            })
        .toList();
  }

  static List<JsonObject> ofPairs(List<Preference> preferences) {
    return preferences.stream()
        .map(
            p -> {
              JsonObject row = prompt(p.prompt());
              row.addProperty("chosen", p.chosen().text());
              row.addProperty("rejected", p.rejected().text());
              return row;
            })
        .toList();
  }

  private static JsonObject prompt(Prompt prompt) {
    JsonObject row = new JsonObject();
    row.addProperty("id", prompt.id());
    ChatRows.write(prompt, row);
    if (prompt.reference() != null) {
      row.addProperty("reference", prompt.reference());
    }
    return row;
  }
}
