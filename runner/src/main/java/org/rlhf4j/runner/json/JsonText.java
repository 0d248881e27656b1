package org.rlhf4j.runner.json;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * JSON as text: nulls are written, nothing is escaped for HTML, and the same value gives the same
 * bytes.
 */
public final class JsonText {
  private static final TypeAdapter<JsonElement> ADAPTER = new Gson().getAdapter(JsonElement.class);

  private JsonText() {}

  /** On one line, for JSON Lines. */
  public static String line(JsonElement json) {
    return write(json, "");
  }

  /** On many lines, for people, with a line end at the end. */
  public static String pretty(JsonElement json) {
    return write(json, "  ") + "\n";
  }

  /** A list. */
  public static JsonArray array(Iterable<? extends JsonElement> elements) {
    JsonArray array = new JsonArray();
    elements.forEach(array::add);
    return array;
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
