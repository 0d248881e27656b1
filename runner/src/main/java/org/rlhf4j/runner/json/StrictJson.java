package org.rlhf4j.runner.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;

/**
 * Reads JSON as RFC 8259 has it: no comments, no trailing commas, no key twice in one object. Says
 * where in the text each value stands.
 */
public final class StrictJson {
  /** Gson tells its position only in words. */
  private static final Pattern WORDS = Pattern.compile("(?s)(.*?) ?at line (\\d+) column (\\d+).*");

  private static final int MOST_DIGITS = 1000;
  private static final Position NOWHERE = new Position(1, 1);

  private final JsonReader in;
  private final @Nullable BiConsumer<String, Position> places;

  private StrictJson(String text, @Nullable BiConsumer<String, Position> places) {
    this.in = new JsonReader(new StringReader(text));
    this.in.setStrictness(Strictness.STRICT);
    this.places = places;
  }

  /** The text is not JSON. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    Malformed(String message, Position position) {
      super(message);
      this.line = position.line();
      this.column = position.column();
    }

    /** Where reading stopped. */
    public Position position() {
      return new Position(line, column);
    }
  }

  /** Parses a whole text that holds one value. */
  public static JsonElement parse(String text) throws Malformed {
    try {
      return parse(text, null);
    } catch (Malformed e) {
      return parse(text, (path, position) -> {}); // says where
    }
  }

  /**
   * Parses a whole text that holds one value.
   *
   * @param places is told the path of each value, such as {@code methods[1].id}, and where it (or
   *     its key, where it has one) begins; null for nobody, which takes a third of the time
   */
  static JsonElement parse(String text, @Nullable BiConsumer<String, Position> places)
      throws Malformed {
    StrictJson json = new StrictJson(text, places);
    try {
      JsonElement root = json.value("");
      if (json.in.peek() != JsonToken.END_DOCUMENT) {
        throw new Malformed("something follows the end of the value", json.position());
      }
      return root;
    } catch (IOException e) {
      throw explained(String.valueOf(e.getMessage()), text);
    }
  }

  private JsonElement value(String path) throws IOException, Malformed {
    return switch (in.peek()) {
      case BEGIN_OBJECT -> object(path);
      case BEGIN_ARRAY -> array(path);
      case STRING -> new JsonPrimitive(in.nextString());
      case NUMBER -> number(in.nextString());
      case BOOLEAN -> new JsonPrimitive(in.nextBoolean());
      case NULL -> {
        in.nextNull();
        yield JsonNull.INSTANCE;
      }
      default -> throw new IllegalStateException("no value begins with " + in.peek());
    };
  }

  private JsonPrimitive number(String text) throws Malformed {
    if (text.length() > MOST_DIGITS) { // Java takes minutes for some
      throw new Malformed("a number has " + text.length() + " letters", position());
    }
    try {
      return new JsonPrimitive(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw new Malformed("the number " + text + " is beyond all bounds", position());
    }
  }

  private JsonObject object(String path) throws IOException, Malformed {
    JsonObject object = new JsonObject();
    in.beginObject();
    while (in.hasNext()) {
      Position here = places == null ? NOWHERE : position();
      String key = in.nextName();
      if (object.has(key)) {
        throw new Malformed("\"" + Excerpt.value(key) + "\" stands twice in one object", here);
      }
      String below = places == null ? "" : path.isEmpty() ? key : path + "." + key;
      if (places != null) {
        places.accept(below, here);
      }
      object.add(key, value(below));
    }
    in.endObject();
    return object;
  }

  private JsonArray array(String path) throws IOException, Malformed {
    JsonArray array = new JsonArray();
    in.beginArray();
    while (in.hasNext()) {
      String below = places == null ? "" : path + "[" + array.size() + "]";
      // Gson is past a number by now, so that only the places of longer things are worth telling
      boolean longer = in.peek() == JsonToken.BEGIN_OBJECT || in.peek() == JsonToken.BEGIN_ARRAY;
      if (places != null && longer) {
        places.accept(below, position());
      }
      array.add(value(below));
    }
    in.endArray();
    return array;
  }

  /** Of the character that was read last: a quote or bracket. */
  private Position position() {
    Matcher m = WORDS.matcher(in.toString());
    return m.matches() ? position(m, 1) : new Position(1, 1);
  }

  private static Position position(Matcher m, int back) {
    return new Position(
        Integer.parseInt(m.group(2)), Math.max(1, Integer.parseInt(m.group(3)) - back));
  }

  private static Malformed explained(String message, String text) {
    Matcher m = WORDS.matcher(message);
    if (!m.matches()) {
      return new Malformed(message, new Position(1, 1));
    }
    Position before = position(m, 1);
    // Gson may stand on the bad character or behind it
    Position position =
        before.column() > 1 && Character.isWhitespace(at(text, before)) ? position(m, 0) : before;
    String reason = m.group(1);
    if (reason.startsWith("Use JsonReader.setStrictness")) {
      char bad = at(text, position);
      reason =
          bad == '/' || bad == '#'
              ? "JSON has no comments; a key that begins with // is ignored"
              : "unexpected '" + bad + "'";
    } else if (reason.equals("End of input")) {
      reason = "the text ends in the middle";
      position = end(text);
    } else if (reason.equals("Expected name")) {
      reason = "a key in double quotes should stand here; is there a comma too many?";
    } else if (reason.equals("Unterminated object") || reason.equals("Unterminated array")) {
      reason = "a comma or a closing bracket is missing here";
    } else if (reason.equals("Unterminated string")) {
      reason = "a closing quote is missing";
    }
    return new Malformed(reason, position);
  }

  /** Of the last character that is no blank. */
  private static Position end(String text) {
    String[] lines = text.stripTrailing().split("\n", -1);
    return new Position(lines.length, Math.max(1, lines[lines.length - 1].length()));
  }

  private static char at(String text, Position position) {
    String[] lines = text.split("\n", -1);
    String line = position.line() <= lines.length ? lines[position.line() - 1] : "";
    return position.column() <= line.length() ? line.charAt(position.column() - 1) : ' ';
  }
}
