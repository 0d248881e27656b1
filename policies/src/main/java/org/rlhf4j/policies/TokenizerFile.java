package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;

/**
 * The parts of a {@code tokenizer.json} that are read here, beside what the tokenizer library reads
 * itself.
 */
final class TokenizerFile {

  private static final int LARGEST_ID = 10_000_000;

  private TokenizerFile() {}

  /**
   * Refuses a file without vocabulary, or with ids that are none.
   *
   * @throws UserException without the file's name, which the caller adds
   */
  static void check(JsonObject json) {
    if (!(json.get("model") instanceof JsonObject model)) {
      throw new UserException("has no \"model\" with a vocabulary");
    }
    if (model.get("vocab") instanceof JsonObject words && !words.isEmpty()) {
      for (Map.Entry<String, JsonElement> word : words.entrySet()) {
        requireId("the vocabulary's \"" + ShardIndex.shown(word.getKey()) + "\"", word.getValue());
      }
    } else if (!(model.get("vocab") instanceof JsonArray pieces && !pieces.isEmpty())) {
      throw new UserException("\"model\" has no \"vocab\" with at least one token");
    }
    requireTemplates(json.get("post_processor"));
    requireTokens(json.get("added_tokens"));
  }

  private static void requireTokens(@Nullable JsonElement added) {
    if (added == null || added.isJsonNull()) {
      return;
    }
    if (!(added instanceof JsonArray tokens)) {
      throw new UserException("added_tokens is not a list");
    }
    for (JsonElement element : tokens) {
      if (!(element instanceof JsonObject token)
          || !(token.get("content") instanceof JsonPrimitive content && content.isString())
          || !(token.get("special") instanceof JsonPrimitive special && special.isBoolean())) {
        throw new UserException(
            "added_tokens has "
                + ShardIndex.shown(element.toString())
                + "; a token needs id, content and special");
      }
      requireId(
          "the added token \"" + ShardIndex.shown(content.getAsString()) + "\"", token.get("id"));
    }
  }

  /**
   * The library ends the whole process where a template names a special token that it does not
   * describe.
   */
  private static void requireTemplates(@Nullable JsonElement processor) {
    if (!(processor instanceof JsonObject json)) {
      return;
    }
    if (json.get("processors") instanceof JsonArray several) {
      several.forEach(TokenizerFile::requireTemplates);
    }
    JsonObject described =
        json.get("special_tokens") instanceof JsonObject object ? object : new JsonObject();
    for (Map.Entry<String, JsonElement> token : described.entrySet()) {
      if (!(token.getValue() instanceof JsonObject about)
          || !(about.get("ids") instanceof JsonArray ids)
          || !(about.get("tokens") instanceof JsonArray tokens)
          || ids.size() != tokens.size()) {
        throw new UserException(
            "post_processor describes the special token \""
                + ShardIndex.shown(token.getKey())
                + "\" as "
                + ShardIndex.shown(token.getValue().toString())
                + "; it needs as many ids as tokens");
      }
      ids.forEach(id -> requireId("a special token of post_processor", id));
    }
    for (String kind : List.of("single", "pair")) {
      if (json.get(kind) instanceof JsonArray pieces) {
        pieces.forEach(piece -> requireDescribed(piece, described));
      }
    }
  }

  private static void requireDescribed(JsonElement piece, JsonObject described) {
    if (piece instanceof JsonObject object
        && object.get("SpecialToken") instanceof JsonObject token
        && token.get("id") instanceof JsonPrimitive id
        && !described.has(id.getAsString())) {
      throw new UserException(
          "post_processor writes the special token \""
              + ShardIndex.shown(id.getAsString())
              + "\", which its special_tokens do not describe");
    }
  }

  private static void requireId(String what, @Nullable JsonElement json) {
    if (json instanceof JsonPrimitive number && number.isNumber()) {
      double id = number.getAsDouble();
      if (id == Math.rint(id) && id >= 0 && id <= LARGEST_ID) {
        return;
      }
    }
    throw new UserException(
        what
            + " has the id "
            + ShardIndex.shown(String.valueOf(json))
            + "; it can be a whole number from 0 to "
            + LARGEST_ID);
  }
}
