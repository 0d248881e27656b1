package org.rlhf4j.runner.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import org.rlhf4j.api.UserException;

/**
 * A value for a place in a document, in the place of what stands there.
 *
 * @param path the place
 * @param value the value
 * @param origin who says so, in a word for messages about it
 */
public record Assignment(JsonPath path, JsonElement value, String origin) {

  /**
   * Reads {@code PATH=VALUE}. The value is JSON, or else a text without quotes.
   *
   * @param origin of it
   * @throws UserException if there is no {@code =}, or what stands before it is no path
   */
  public static Assignment parse(String text, String origin) {
    int equals = -1;
    int depth = 0;
    for (int i = 0; i < text.length() && equals < 0; i++) {
      char c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == '=' && depth == 0) {
        equals = i;
      }
    }
    if (equals < 0) {
      throw new UserException(
          "\"" + text + "\" is not PATH=VALUE, such as methods[name=dpo].options.beta=0.2");
    }
    String value = text.substring(equals + 1);
    return new Assignment(JsonPath.parse(text.substring(0, equals).strip()), json(value), origin);
  }

  private static JsonElement json(String text) {
    try {
      return StrictJson.parse(text);
    } catch (StrictJson.Malformed e) {
      return new JsonPrimitive(text);
    }
  }
}
