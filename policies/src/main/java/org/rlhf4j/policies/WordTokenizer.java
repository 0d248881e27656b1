package org.rlhf4j.policies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a tokenizer for models trained from scratch on small worlds: one token a word, words being
 * what white space separates. The result is an ordinary {@code tokenizer.json}.
 */
final class WordTokenizer {

  static final String UNKNOWN = "<unk>";
  static final String BEGIN = "<s>";
  static final String END = "</s>";

  private WordTokenizer() {}

  /** A tokenizer for all words of the texts, in alphabetical order behind the special tokens. */
  static JsonObject of(Collection<String> texts) {
    Set<String> words = new TreeSet<>();
    for (String text : texts) {
      words.addAll(List.of(text.strip().split("\\s+")));
    }
    words.removeAll(Set.of("", UNKNOWN, BEGIN, END));
    JsonObject vocabulary = new JsonObject();
    JsonArray added = new JsonArray();
    for (String special : List.of(UNKNOWN, BEGIN, END)) {
      added.add(special(vocabulary.size(), special));
      vocabulary.addProperty(special, vocabulary.size());
    }
    for (String word : words) {
      vocabulary.addProperty(word, vocabulary.size());
    }
    JsonObject model = new JsonObject();
    model.addProperty("type", "WordLevel");
    model.add("vocab", vocabulary);
    model.addProperty("unk_token", UNKNOWN);

    JsonObject json = new JsonObject();
    json.addProperty("version", "1.0");
    json.add("truncation", JsonNull.INSTANCE);
    json.add("padding", JsonNull.INSTANCE);
    json.add("added_tokens", added);
    json.add("normalizer", JsonNull.INSTANCE);
    json.add("pre_tokenizer", JsonParser.parseString("{\"type\": \"WhitespaceSplit\"}"));
    json.add("post_processor", beginWith(vocabulary.get(BEGIN).getAsInt()));
    json.add("decoder", JsonNull.INSTANCE);
    json.add("model", model);
    return json;
  }

  private static JsonObject special(int id, String content) {
    JsonObject token = new JsonObject();
    token.addProperty("id", id);
    token.addProperty("content", content);
    for (String no : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      token.addProperty(no, false);
    }
    token.addProperty("special", true);
    return token;
  }

  private static JsonElement beginWith(int id) {
    String begin = "{\"SpecialToken\": {\"id\": \"%s\", \"type_id\": 0}}".formatted(BEGIN);
    return JsonParser.parseString(
        """
        {"type": "TemplateProcessing",
         "single": [%s, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [%s, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {"%s": {"id": "%s", "ids": [%d], "tokens": ["%s"]}}}
        """
            .formatted(begin, begin, BEGIN, BEGIN, id, BEGIN));
  }
}
