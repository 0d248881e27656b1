package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.policies.chat.ChatTemplate;

/**
 * The files of a model folder that are about text and are written again with a trained model.
 *
 * @param json those that are JSON, by name
 * @param template the text of {@code chat_template.jinja}, or null where there is none
 */
record Companions(Map<String, JsonObject> json, @Nullable String template) {

  private static final String TEMPLATE = "chat_template.jinja";
  private static final String CONFIG = "tokenizer_config.json";
  private static final List<String> NAMES =
      List.of("generation_config.json", CONFIG, "special_tokens_map.json");

  /** Those of a folder. */
  static Companions of(Path folder) {
    Map<String, JsonObject> json = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        json.put(name, ModelJson.read(file));
      }
    }
    Path template = folder.resolve(TEMPLATE);
    try {
      return new Companions(json, Files.exists(template) ? Files.readString(template) : null);
    } catch (IOException e) {
      throw new UserException(
          template + ": cannot be read as UTF-8 text: " + UserException.reason(e), e);
    }
  }

  /** Writes them into a folder. */
  void write(Path folder) throws IOException {
    for (Map.Entry<String, JsonObject> file : json.entrySet()) {
      ModelJson.write(folder.resolve(file.getKey()), file.getValue());
    }
    if (template != null) {
      Files.writeString(folder.resolve(TEMPLATE), template);
    }
  }

  /**
   * The model's chat template: that of its own file, as newer models have it, or else that of
   * {@code tokenizer_config.json}, of several the one named {@code default}.
   *
   * @param folder for messages
   * @param today the date that it gets for today's
   * @throws UserException if there is something of the name that is none
   */
  @Nullable ChatTemplate chatTemplate(Path folder, LocalDate today) {
    JsonObject config = json.getOrDefault(CONFIG, new JsonObject());
    Map<String, String> specials = specials(config, folder.resolve(CONFIG));
    if (template != null) {
      return new ChatTemplate(template, specials, today, folder.resolve(TEMPLATE).toString());
    }
    String source = source(config.get("chat_template"), folder.resolve(CONFIG));
    return source == null
        ? null
        : new ChatTemplate(source, specials, today, folder.resolve(CONFIG).toString());
  }

  private static @Nullable String source(@Nullable JsonElement json, Path file) {
    if (json == null || json.isJsonNull()) {
      return null;
    }
    if (json instanceof JsonPrimitive text && text.isString()) {
      return text.getAsString();
    }
    if (json instanceof JsonArray several) {
      for (JsonElement one : several) {
        if (one instanceof JsonObject named
            && named.get("name") instanceof JsonPrimitive name
            && name.getAsString().equals("default")
            && named.get("template") instanceof JsonPrimitive text
            && text.isString()) {
          return text.getAsString();
        }
      }
    }
    throw new UserException(
        file
            + ": chat_template is neither a text nor a list that has a template named \"default\"");
  }

  /** The special tokens by the names that templates have for them. */
  private static Map<String, String> specials(JsonObject config, Path file) {
    Map<String, String> specials = new LinkedHashMap<>();
    for (String name : List.of("bos", "eos", "unk", "sep", "pad", "cls", "mask")) {
      String key = name + "_token";
      JsonElement token = config.get(key);
      if (token == null || token.isJsonNull()) {
        continue;
      }
      JsonElement content = token instanceof JsonObject object ? object.get("content") : token;
      if (!(content instanceof JsonPrimitive text && text.isString())) {
        throw new UserException(
            file
                + ": "
                + key
                + " is "
                + ShardIndex.shown(token.toString())
                + "; it can be a text, an object with a text \"content\", or null");
      }
      specials.put(key, text.getAsString());
    }
    return specials;
  }
}
