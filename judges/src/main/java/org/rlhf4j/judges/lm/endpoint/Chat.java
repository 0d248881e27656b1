package org.rlhf4j.judges.lm.endpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.lm.model.Question;
import org.rlhf4j.judges.lm.model.TokenChoices;

/** The JSON of chat completions, as much of it as judges need. */
final class Chat {

  /** Reasons to end an answer before its end, in OpenAI's words and those of other servers. */
  private static final Set<String> BROKEN_OFF = Set.of("length", "max_tokens", "content_filter");

  private Chat() {}

  /**
   * What came back.
   *
   * @param text of the answer; of a refusal its words
   * @param trouble why there is no answer, or nothing
   * @param promptTokens as the endpoint counted them; -1 if it did not
   * @param completionTokens likewise
   * @param model that answered, as the endpoint calls it; nothing if it does not say
   * @param cutOff whether it says that it broke the answer off
   */
  record Completion(
      String text,
      String trouble,
      List<TokenChoices> choices,
      long promptTokens,
      long completionTokens,
      String model,
      boolean cutOff) {}

  /**
   * A request.
   *
   * @param temperature null to send none
   * @param seed null to send none
   */
  static String request(
      EndpointOptions options,
      Question question,
      @Nullable Double temperature,
      int maxTokens,
      @Nullable Integer seed) {
    JsonObject body = new JsonObject();
    body.addProperty("model", options.model());
    JsonArray messages = new JsonArray();
    if (!question.system().isEmpty()) {
      messages.add(message("system", question.system()));
    }
    messages.add(message("user", question.user()));
    body.add("messages", messages);
    if (temperature != null) {
      body.addProperty("temperature", temperature);
    }
    body.addProperty(
        options.lengthKey() == EndpointOptions.LengthKey.MAX_TOKENS
            ? "max_tokens"
            : "max_completion_tokens",
        maxTokens);
    if (seed != null) {
      body.addProperty("seed", seed);
    }
    if (!question.labels().isEmpty()) {
      body.addProperty("logprobs", true);
      body.addProperty("top_logprobs", options.topLogProbs());
    }
    return body.toString();
  }

  private static JsonObject message(String role, String content) {
    JsonObject message = new JsonObject();
    message.addProperty("role", role);
    message.addProperty("content", content);
    return message;
  }

  /** Reads a reply; empty if it is no chat completion. */
  static Optional<Completion> completion(String body) {
    try {
      JsonObject json = JsonParser.parseString(body).getAsJsonObject();
      JsonObject choice = json.getAsJsonArray("choices").get(0).getAsJsonObject();
      JsonObject message = choice.getAsJsonObject("message");
      String refusal = text(message.get("refusal"));
      String content = text(message.get("content"));
      String finish = text(choice.get("finish_reason"));
      String trouble = "";
      if (refusal != null && !refusal.isBlank()) {
        trouble = "the model refused";
      } else if (content == null || content.isBlank()) {
        trouble = "the model answered nothing" + (finish == null ? "" : " (" + finish + ")");
      }
      JsonElement usage = json.get("usage");
      String said = content == null || content.isBlank() ? refusal : content;
      return Optional.of(
          new Completion(
              said == null ? "" : said,
              trouble,
              choices(choice.get("logprobs")),
              count(usage, "prompt_tokens"),
              count(usage, "completion_tokens"),
              Objects.requireNonNullElse(text(json.get("model")), ""),
              finish != null && BROKEN_OFF.contains(finish.toLowerCase(Locale.ROOT))));
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | IndexOutOfBoundsException
        | NumberFormatException e) {
      return Optional.empty(); // some part of it is missing, or is something else
    }
  }

  private static @Nullable String text(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive p && p.isString() ? p.getAsString() : null;
  }

  private static long count(@Nullable JsonElement usage, String key) {
    JsonElement value =
        usage != null && usage.isJsonObject() ? usage.getAsJsonObject().get(key) : null;
    return value instanceof JsonPrimitive p && p.isNumber() ? Math.max(0, p.getAsLong()) : -1;
  }

  private static List<TokenChoices> choices(@Nullable JsonElement logprobs) {
    List<TokenChoices> all = new ArrayList<>();
    if (logprobs == null
        || !logprobs.isJsonObject()
        || !(logprobs.getAsJsonObject().get("content") instanceof JsonArray content)) {
      return all;
    }
    for (JsonElement element : content) {
      JsonObject position = element.getAsJsonObject();
      Map<String, Double> alternatives = new LinkedHashMap<>();
      if (position.get("top_logprobs") instanceof JsonArray top) {
        top.forEach(t -> put(t.getAsJsonObject(), alternatives));
      }
      put(position, alternatives);
      all.add(new TokenChoices(position.get("token").getAsString(), alternatives));
    }
    return all;
  }

  private static void put(JsonObject token, Map<String, Double> alternatives) {
    double logProb = token.get("logprob").getAsDouble();
    if (!(logProb <= 1e-3)) {
      throw new IllegalStateException("no log-probability: " + logProb);
    }
    alternatives.putIfAbsent(token.get("token").getAsString(), Math.min(0, logProb));
  }

  /** What an endpoint counted in a reply that is no completion; -1 if nothing. */
  static long[] usage(String body) {
    try {
      JsonElement usage = JsonParser.parseString(body).getAsJsonObject().get("usage");
      return new long[] {count(usage, "prompt_tokens"), count(usage, "completion_tokens")};
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      return new long[] {-1, -1};
    }
  }

  /** The ids of a list of models; empty if it is none. */
  static List<String> models(String body) {
    try {
      List<String> ids = new ArrayList<>();
      JsonObject json = JsonParser.parseString(body).getAsJsonObject();
      json.getAsJsonArray("data")
          .forEach(m -> ids.add(m.getAsJsonObject().get("id").getAsString()));
      return ids;
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException e) {
      return List.of();
    }
  }

  /** The code of an error, such as {@code insufficient_quota}, or nothing. */
  static String errorCode(String body) {
    try {
      JsonObject error = JsonParser.parseString(body).getAsJsonObject().getAsJsonObject("error");
      String code = error == null ? null : text(error.get("code"));
      return code == null ? "" : code;
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      return "";
    }
  }
}
