package org.rlhf4j.workbench.task;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One answer of an item.
 *
 * @param text as people see it
 * @param model who wrote it, which people do not see; null where the file does not say
 * @param tokens its token ids where the file has them; they are exported with it
 */
public record Candidate(String text, @Nullable String model, @Nullable JsonArray tokens) {

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("text", text);
    if (model != null) {
      json.addProperty("model", model);
    }
    if (tokens != null) {
      json.add("tokens", tokens);
    }
    return json;
  }
}
