package org.rlhf4j.rewards.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.ToNumberPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.tokenizer.TokenizerGuard;

/** Makes a model's input of a response. */
final class OnnxTokenizer implements AutoCloseable {

  private static final Gson TREES =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER).create();

  private final HuggingFaceTokenizer tokenizer;
  private final OnnxOptions options;

  private OnnxTokenizer(HuggingFaceTokenizer tokenizer, OnnxOptions options) {
    this.tokenizer = tokenizer;
    this.options = options;
  }

  /** One input: token ids, and for each to which of the template's texts it belongs. */
  record Row(long[] ids, long[] types) {

    int length() {
      return ids.length;
    }
  }

  /**
   * Opens a {@code tokenizer.json}.
   *
   * @throws UserException if it is not there or not usable
   */
  static OnnxTokenizer open(Path file, OnnxOptions options) {
    if (!Files.exists(file)) {
      throw new UserException(
          "onnx: " + file + " is missing; give tokenizer: the tokenizer.json of the model");
    }
    JsonObject json = ModelFiles.read(file);
    requireSound(json, file);
    json.add("truncation", JsonNull.INSTANCE); // cut and padded here
    json.add("padding", JsonNull.INSTANCE);
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return new OnnxTokenizer(
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(text), Map.of("truncation", "false", "padding", "false")),
          options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new UserException("onnx: " + file + " is not usable: " + e.getMessage(), e);
    }
  }

  private static void requireSound(JsonObject json, Path file) {
    try {
      Map<?, ?> tree = TREES.fromJson(json, Map.class);
      TokenizerGuard.requireUsable(tree);
      TokenizerGuard.requireSound(tree);
    } catch (UserException e) {
      throw new UserException("onnx: " + file + ": " + e.getMessage(), e);
    }
  }

  /** The input for a response, cut to the longest length. */
  Row encode(Response response) {
    String prompt = response.prompt().text();
    String answer = response.answer().text();
    requireRoom(response.prompt().id(), (long) prompt.length() + answer.length());
    Encoding encoding =
        switch (options.input()) {
          case PAIR -> tokenizer.encode(prompt, answer, true, false);
          case JOINED -> tokenizer.encode(prompt + answer, true, false);
          case ANSWER -> tokenizer.encode(answer, true, false);
        };
    int[] kept = kept(encoding.getSpecialTokenMask(), response.prompt().id());
    return new Row(pick(encoding.getIds(), kept), pick(encoding.getTypeIds(), kept));
  }

  private void requireRoom(String prompt, long characters) {
    long most = TokenizerGuard.mostCharacters(options.maxLength());
    if (characters > most) {
      throw new UserException(
          "onnx: prompt %s: prompt and answer have %d characters; with maxLength %d they can have at most %d; shorten them or leave them out"
              .formatted(prompt, characters, options.maxLength(), most));
    }
  }

  /** The places that stay: all that the template adds, and as much of the text as fits. */
  private int[] kept(long[] special, String prompt) {
    int excess = special.length - options.maxLength();
    int[] text = IntStream.range(0, special.length).filter(i -> special[i] == 0).toArray();
    if (excess > 0 && excess >= text.length) {
      throw new UserException(
          "onnx: prompt %s: maxLength %d leaves no room for text beside %d special tokens"
              .formatted(prompt, options.maxLength(), special.length - text.length));
    }
    if (special.length == 0) {
      throw new UserException("onnx: prompt " + prompt + ": there is no token to read");
    }
    boolean keepStart = options.keep() == OnnxOptions.Keep.START;
    int from = excess <= 0 ? special.length : keepStart ? text[text.length - excess] : text[0];
    int to = excess <= 0 ? -1 : keepStart ? text[text.length - 1] : text[excess - 1];
    return IntStream.range(0, special.length)
        .filter(i -> special[i] != 0 || i < from || i > to)
        .toArray();
  }

  private static long[] pick(long[] values, int[] places) {
    return IntStream.of(places).mapToLong(i -> values[i]).toArray();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
