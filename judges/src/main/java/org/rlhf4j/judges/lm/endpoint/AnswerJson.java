package org.rlhf4j.judges.lm.endpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.rlhf4j.api.Cost;
import org.rlhf4j.judges.lm.model.Reply;
import org.rlhf4j.judges.lm.model.TokenChoices;

/** Answers that were paid for, as one line of JSON. */
final class AnswerJson {

  private AnswerJson() {}

  static String write(Reply reply) {
    JsonObject json = new JsonObject();
    json.addProperty("text", reply.text());
    json.addProperty("trouble", reply.trouble());
    JsonArray positions = new JsonArray();
    for (TokenChoices choices : reply.choices()) {
      JsonObject position = new JsonObject();
      position.addProperty("token", choices.token());
      JsonObject alternatives = new JsonObject();
      choices.logProbs().forEach(alternatives::addProperty);
      position.add("logProbs", alternatives);
      positions.add(position);
    }
    json.add("choices", positions);
    json.addProperty("cutOff", reply.cutOff());
    Cost cost = reply.cost();
    json.addProperty("calls", cost.calls());
    json.addProperty("promptTokens", cost.promptTokens());
    json.addProperty("completionTokens", cost.completionTokens());
    json.addProperty("money", cost.money());
    json.addProperty("seconds", cost.seconds());
    return json.toString();
  }

  /** Empty for what is no answer; it is asked for again. */
  static Optional<Reply> read(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      List<TokenChoices> choices = new ArrayList<>();
      for (JsonElement element : get(json, "choices").getAsJsonArray()) {
        JsonObject position = element.getAsJsonObject();
        Map<String, Double> alternatives = new LinkedHashMap<>();
        get(position, "logProbs")
            .getAsJsonObject()
            .entrySet()
            .forEach(e -> alternatives.put(e.getKey(), e.getValue().getAsDouble()));
        choices.add(new TokenChoices(get(position, "token").getAsString(), alternatives));
      }
      Cost cost =
          new Cost(
              get(json, "calls").getAsInt(),
              get(json, "promptTokens").getAsLong(),
              get(json, "completionTokens").getAsLong(),
              get(json, "money").getAsDouble(),
              get(json, "seconds").getAsDouble());
      return Optional.of(
          new Reply(
              get(json, "text").getAsString(),
              get(json, "trouble").getAsString(),
              choices,
              cost,
              // older answers do not say it, and were paid for all the same
              json.has("cutOff") && json.get("cutOff").getAsBoolean()));
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      return Optional.empty();
    } catch (NullPointerException e) {
      return Optional.empty(); // of another version
    }
  }

  private static JsonElement get(JsonObject json, String key) {
    return Objects.requireNonNull(json.get(key), key);
  }
}
