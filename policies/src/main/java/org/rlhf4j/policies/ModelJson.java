package org.rlhf4j.policies;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.tokenizer.TokenizerGuard;

/** The JSON files of a model folder. */
final class ModelJson {

  static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private static final Gson TREES =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER).create();

  private ModelJson() {}

  static JsonObject read(Path file) {
    try {
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + UserException.reason(e), e);
    }
  }

  /**
   * Reads strictly: no comments, no NaN, nothing behind the object, as other programs do too.
   *
   * @param name for messages
   * @throws UserException if it is anything else
   */
  static JsonObject parse(byte[] bytes, String name) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(name + ": is not JSON in UTF-8", e);
    }
    try {
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      JsonObject object = JsonParser.parseReader(reader).getAsJsonObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new UserException("has something behind its JSON object");
      }
      TokenizerGuard.requireUsable(tree(object));
      return object;
    } catch (UserException e) {
      throw new UserException(name + ": " + e.getMessage(), e);
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new UserException(
          name + ": is not a JSON object: " + ShardIndex.shown(String.valueOf(e.getMessage())), e);
    }
  }

  /** The same as maps, lists, texts, numbers, booleans and nulls. */
  static Map<?, ?> tree(JsonObject json) {
    return TREES.fromJson(json, Map.class);
  }

  static JsonObject readIfThere(Path file) {
    return Files.exists(file) ? read(file) : new JsonObject();
  }

  static void write(Path file, JsonObject json) throws IOException {
    Files.writeString(file, GSON.toJson(json) + "\n");
  }
}
