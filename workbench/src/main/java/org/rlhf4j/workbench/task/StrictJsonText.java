package org.rlhf4j.workbench.task;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON as text and back, strictly. */
public final class StrictJsonText {
  private static final TypeAdapter<JsonElement> ADAPTER = new Gson().getAdapter(JsonElement.class);

  private StrictJsonText() {}

  /**
   * Parses a text that holds one object.
   *
   * @throws JsonParseException if it does not; the message says why
   */
  public static JsonObject object(String text) {
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.STRICT);
    try {
      JsonElement json = ADAPTER.read(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("something follows the end of the value");
      }
      if (json instanceof JsonObject object) {
        return object;
      }
    } catch (IOException e) {
      throw new JsonParseException(e.getMessage(), e);
    }
    throw new JsonParseException("an object in braces is expected");
  }

  /** On one line. */
  public static String line(JsonElement json) {
    return write(json, "");
  }

  /** On many lines, for people, with a line end at the end. */
  public static String pretty(JsonElement json) {
    return write(json, "  ") + "\n";
  }

  private static String write(JsonElement json, String indent) {
    StringWriter text = new StringWriter();
    JsonWriter writer = new JsonWriter(text);
    writer.setIndent(indent);
    try {
      ADAPTER.write(writer, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
