package org.rlhf4j.judges.wrapped;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.rlhf4j.api.Cost;
import org.rlhf4j.api.Verdict;

/** Verdicts as one line of JSON. */
final class VerdictJson {

  private VerdictJson() {}

  static String write(Verdict verdict) {
    JsonObject json = new JsonObject();
    json.addProperty("preferFirst", verdict.preferFirst());
    json.addProperty("label", verdict.label().name());
    json.addProperty("reason", verdict.reason());
    json.addProperty("raw", verdict.raw());
    Cost cost = verdict.cost();
    json.addProperty("calls", cost.calls());
    json.addProperty("promptTokens", cost.promptTokens());
    json.addProperty("completionTokens", cost.completionTokens());
    json.addProperty("money", cost.money());
    json.addProperty("seconds", cost.seconds());
    return json.toString();
  }

  /** Empty for what is no verdict; it is asked for again. */
  static Optional<Verdict> read(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      return Optional.of(
          new Verdict(
              get(json, "preferFirst").getAsDouble(),
              Verdict.Label.valueOf(get(json, "label").getAsString()),
              get(json, "reason").getAsString(),
              get(json, "raw").getAsString(),
              new Cost(
                  get(json, "calls").getAsInt(),
                  get(json, "promptTokens").getAsLong(),
                  get(json, "completionTokens").getAsLong(),
                  get(json, "money").getAsDouble(),
                  get(json, "seconds").getAsDouble())));
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonElement get(JsonObject json, String key) {
    JsonElement value = json.get(key);
    if (value == null) {
      throw new IllegalStateException("no " + key);
    }
    return value;
  }
}
