package org.rlhf4j.policies;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.tokenizer.TokenizerGuard;

/** Text to token ids and back, after a Hugging Face {@code tokenizer.json}. */
final class TextCodec implements AutoCloseable {

  // Texts after which a completion is tokenised where its own first token would otherwise melt into
  // the prompt's last: a tokenizer that joins one of them with what follows does not join another.
  private static final List<String> ANCHORS = List.of("\n", ".", "~", "0", "a");

  private final JsonObject json;
  private final HuggingFaceTokenizer tokenizer;
  private final int stop;
  private final int anchor;
  private final int rows;

  /**
   * @param json the whole of tokenizer.json
   * @param stop the end-of-sequence id
   */
  TextCodec(JsonObject json, int stop) {
    this(json, stop, Integer.MAX_VALUE);
  }

  /**
   * @param json the whole of tokenizer.json
   * @param stop the end-of-sequence id
   * @param rows embedding rows of the model: an id must be below
   */
  TextCodec(JsonObject json, int stop, int rows) {
    TokenizerGuard.requireSound(ModelJson.tree(json));
    this.rows = rows;
    this.json = json.deepCopy();
    this.json.add("truncation", JsonNull.INSTANCE); // lengths are the business of those who train
    this.json.add("padding", JsonNull.INSTANCE);
    this.tokenizer = open(this.json);
    this.stop = stop;
    this.anchor = visibleToken();
  }

  private static HuggingFaceTokenizer open(JsonObject json) {
    byte[] text = ModelJson.GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(text), Map.of("truncation", "false", "padding", "false"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new UserException("tokenizer.json is not usable: " + e.getMessage(), e);
    }
  }

  // An ordinary token that prints as letters: decoders treat the first token of a text in their own
  // ways.
  private int visibleToken() {
    for (int id = 0; id < 2000; id++) {
      String text = tokenizer.decode(new long[] {id}, true);
      if (!text.isEmpty() && text.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
        return id;
      }
    }
    return 0;
  }

  JsonObject json() {
    return json.deepCopy();
  }

  int stop() {
    return stop;
  }

  /** Ids of a prompt with the beginning-of-sequence id, where the tokenizer's template adds one. */
  int[] prompt(String text) {
    int[] ids = encode(text, true);
    return ids.length == 0 ? new int[] {stop} : ids; // GPT-2 begins with its end-of-text token
  }

  /**
   * Ids of a completion after a prompt.
   *
   * @param prompt the prompt's text
   * @param promptIds what {@link #prompt} gives for it
   * @param whole whether it ended, and so has the stop id at the end
   */
  int[] completion(String prompt, int[] promptIds, String completion, boolean whole) {
    if (!whole) {
      return continuation(prompt, promptIds, completion, true);
    }
    String stopText = special(stop);
    boolean marked = !stopText.isEmpty() && completion.endsWith(stopText);
    String text =
        marked ? completion.substring(0, completion.length() - stopText.length()) : completion;
    return completion(prompt, promptIds, text, stop, true);
  }

  /**
   * Ids of a completion after a prompt, with an id at the end.
   *
   * @param prompt the prompt's text
   * @param promptIds its ids
   * @param special whether the tokenizer's template was around the prompt
   */
  int[] completion(String prompt, int[] promptIds, String text, int end, boolean special) {
    int[] ids = continuation(prompt, promptIds, text, special);
    int[] whole = Arrays.copyOf(ids, ids.length + 1);
    whole[ids.length] = end;
    return whole;
  }

  /** Ids of a text that has its special tokens written in it already. */
  int[] plain(String text) {
    int[] ids = encode(text, false);
    return ids.length == 0 ? new int[] {stop} : ids;
  }

  /**
   * A special token in a text.
   *
   * @param id its id
   * @param at where it begins
   */
  record Special(int id, int at) {}

  /** The first special token that is written in a text, or null. */
  @Nullable Special firstSpecial(String text) {
    Special first = null;
    int longest = 0;
    for (JsonElement element : addedTokens()) {
      JsonObject token = element.getAsJsonObject();
      String content = token.get("content").getAsString();
      int id = token.get("id").getAsInt();
      int at = content.isEmpty() || id >= rows ? -1 : text.indexOf(content);
      boolean marker = id == stop || token.get("special").getAsBoolean();
      if (marker
          && at >= 0
          && (first == null
              || at < first.at()
              || (at == first.at() && content.length() > longest))) {
        first = new Special(id, at);
        longest = content.length();
      }
    }
    return first;
  }

  /** Ids of a text after a prompt, without any end. */
  int[] continuation(String prompt, int[] promptIds, String text, boolean special) {
    int[] joint = encode(prompt + text, special);
    if (startsWith(joint, promptIds)) {
      return Arrays.copyOfRange(joint, promptIds.length, joint.length);
    }
    for (String before : ANCHORS) {
      int[] alone = encode(before, false);
      int[] both = encode(before + text, false);
      if (startsWith(both, alone)) {
        return Arrays.copyOfRange(both, alone.length, both.length);
      }
    }
    return encode(text, false);
  }

  private static boolean startsWith(int[] ids, int[] prefix) {
    return ids.length >= prefix.length
        && Arrays.equals(ids, 0, prefix.length, prefix, 0, prefix.length);
  }

  private int[] encode(String text, boolean special) {
    int[] ids =
        Arrays.stream(tokenizer.encode(text, special, false).getIds())
            .mapToInt(Math::toIntExact)
            .toArray();
    for (int id : ids) {
      if (id >= rows) {
        throw new UserException(
            "the tokenizer gives \""
                + special(id)
                + "\" the id "
                + id
                + ", but the model has only "
                + rows
                + " tokens (vocab_size in config.json); tokenizer and model do not belong"
                + " together");
      }
    }
    // Some templates close every text; whether a sequence is at its end is ours to say.
    int length = ids.length;
    while (special && length > 1 && ids[length - 1] == stop) {
      length--;
    }
    return Arrays.copyOf(ids, length);
  }

  /**
   * Text of ids that follow others: what they add to the text before them. Special tokens are left
   * out.
   */
  String decode(int[] ids) {
    long[] after = new long[ids.length + 1];
    after[0] = anchor;
    for (int i = 0; i < ids.length; i++) {
      after[i + 1] = ids[i];
    }
    String before = tokenizer.decode(new long[] {anchor}, true);
    String text = tokenizer.decode(after, true);
    return text.startsWith(before)
        ? text.substring(before.length())
        : tokenizer.decode(Arrays.copyOfRange(after, 1, after.length), true);
  }

  /** The text of one token, special or not. */
  String special(int id) {
    return tokenizer.decode(new long[] {id}, false).strip();
  }

  /** How many ids the tokenizer knows, that is one more than the largest. */
  int size() {
    int largest = vocabularySize() - 1;
    for (var token : addedTokens()) {
      largest = Math.max(largest, token.getAsJsonObject().get("id").getAsInt());
    }
    return largest + 1;
  }

  private int vocabularySize() {
    var vocabulary = json.getAsJsonObject("model").get("vocab");
    return vocabulary.isJsonObject()
        ? vocabulary.getAsJsonObject().size()
        : vocabulary.getAsJsonArray().size();
  }

  private JsonArray addedTokens() {
    JsonArray added = json.getAsJsonArray("added_tokens");
    return added == null ? new JsonArray() : added;
  }

  /** A codec that knows more special tokens, with ids from {@link #size} on. */
  TextCodec with(List<String> names) {
    JsonObject changed = json.deepCopy();
    JsonArray added = addedTokens().deepCopy();
    int id = size();
    for (String name : names) {
      JsonObject token = new JsonObject();
      token.addProperty("id", id++);
      token.addProperty("content", name);
      for (String no : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        token.addProperty(no, false);
      }
      token.addProperty("special", true);
      added.add(token);
    }
    changed.add("added_tokens", added);
    return new TextCodec(changed, stop, id);
  }

  /** Whether a text is one token of this tokenizer already. */
  boolean knows(String name) {
    return encode(name, false).length == 1 && special(encode(name, false)[0]).equals(name);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
