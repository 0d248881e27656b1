package org.rlhf4j.policies;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rlhf4j.api.UserException;

/** The JSON files of a model folder. */
final class Json {

  static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private static final int DEEPEST = 100;

  private Json() {}

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
        throw new UserException(name + ": has something behind its JSON object");
      }
      requireUsable(object, 1, name);
      return object;
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new UserException(
          name + ": is not a JSON object: " + ShardIndex.shown(String.valueOf(e.getMessage())), e);
    }
  }

  // The tokenizer library ends the whole process at a number that a double does not hold, and at
  // one level too many.
  private static void requireUsable(JsonElement json, int depth, String name) {
    if (depth > DEEPEST) {
      throw new UserException(name + ": is nested more than " + DEEPEST + " levels deep");
    }
    if (json instanceof JsonObject object) {
      object.asMap().values().forEach(e -> requireUsable(e, depth + 1, name));
    } else if (json instanceof JsonArray array) {
      array.forEach(e -> requireUsable(e, depth + 1, name));
    } else if (json instanceof JsonPrimitive number
        && number.isNumber()
        && !Double.isFinite(number.getAsDouble())) {
      throw new UserException(
          name
              + ": has the number "
              + ShardIndex.shown(number.toString())
              + ", which is out of range; the largest is about 1.8e308");
    }
  }

  static JsonObject readIfThere(Path file) {
    return Files.exists(file) ? read(file) : new JsonObject();
  }

  static void write(Path file, JsonObject json) throws IOException {
    Files.writeString(file, GSON.toJson(json) + "\n");
  }
}
