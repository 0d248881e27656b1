package org.rlhf4j.runner.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.plugin.Suggestion;

/**
 * One row of a file.
 *
 * @param line its number, from 1
 * @param json what stands there
 */
public record Row(int line, JsonObject json) {
  /** Whether there is something of this name. */
  public boolean has(String name) {
    return json.has(name) && !json.get(name).isJsonNull();
  }

  /** What identifies the row: its {@code id}, or else its line. */
  public String id() {
    return json.get("id") instanceof JsonPrimitive id && !id.isBoolean()
        ? id.getAsString()
        : Integer.toString(line);
  }

  /**
   * A text that must be there.
   *
   * @throws BadRow if it is not, or is no text
   */
  public String text(String name) throws BadRow {
    JsonElement value = json.get(name);
    if (value == null || value.isJsonNull()) {
      throw new BadRow(missing(name));
    }
    if (!(value instanceof JsonPrimitive text && text.isString())) {
      throw new BadRow("\"" + name + "\" is not a text");
    }
    return value.getAsString();
  }

  /**
   * A text that must be there and may be written as a number.
   *
   * @throws BadRow if it is not, or is neither
   */
  public String textOrNumber(String name) throws BadRow {
    if (json.get(name) instanceof JsonPrimitive value && !value.isBoolean()) {
      return value.getAsString();
    }
    throw new BadRow("\"" + name + "\" is neither a text nor a number");
  }

  /** That a column is missing, with the nearest one and all that there are. */
  String missing(String name) {
    return missing(name, json);
  }

  static String missing(String name, JsonObject row) {
    return "\""
        + name
        + "\" is missing; "
        + Suggestion.among(name, row.keySet())
        + "the row has "
        + (row.size() == 0 ? "nothing" : Excerpt.names(row.keySet()));
  }
}
