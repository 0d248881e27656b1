package org.rlhf4j.policies;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rlhf4j.api.UserException;

/** The JSON files of a model folder. */
final class Json {

  static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  static JsonObject read(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (IOException e) {
      throw new UserException(file + ": cannot be read: " + e, e);
    } catch (JsonParseException | IllegalStateException e) {
      throw new UserException(file + ": is not a JSON object: " + e.getMessage(), e);
    }
  }

  static JsonObject readIfThere(Path file) {
    return Files.exists(file) ? read(file) : new JsonObject();
  }

  static void write(Path file, JsonObject json) throws IOException {
    Files.writeString(file, GSON.toJson(json) + "\n");
  }
}
