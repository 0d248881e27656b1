package org.rlhf4j.judges.lm.parse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects among other words. */
final class JsonObjects {

  /** Most places to look at, since each look may go to the end of the text. */
  private static final int MOST = 20;

  private JsonObjects() {}

  /** The outermost objects of a text, in order. */
  static List<JsonObject> in(String text) {
    List<JsonObject> objects = new ArrayList<>();
    int from = text.indexOf('{');
    for (int tries = 0; from >= 0 && tries < MOST; tries++) {
      int to = end(text, from);
      JsonObject object = to < 0 ? null : parsed(text.substring(from, to));
      if (object != null) {
        objects.add(object);
      }
      from = text.indexOf('{', object == null ? from + 1 : to);
    }
    return objects;
  }

  /** Where the object that begins here has ended; -1 if it does not. */
  private static int end(String text, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static @Nullable JsonObject parsed(String text) {
    try {
      JsonElement json = JsonParser.parseString(text);
      return json.isJsonObject() ? json.getAsJsonObject() : null;
    } catch (JsonParseException | NumberFormatException e) {
      return null;
    }
  }

  /** A value by its key, whatever the case of its letters, and with blanks for underscores. */
  static @Nullable JsonElement get(JsonObject object, String key) {
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      if (plain(entry.getKey()).equals(plain(key))) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static String plain(String key) {
    return key.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ').strip();
  }

  /** A simple value as a word; null for lists and objects. */
  static @Nullable String word(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive ? primitive.getAsString() : null;
  }

  /** What an object gives as its reason, or nothing. */
  static String reason(JsonObject object) {
    for (String key : List.of("reason", "explanation", "rationale")) {
      String word = word(get(object, key));
      if (word != null) {
        return word;
      }
    }
    return "";
  }
}
