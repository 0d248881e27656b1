package org.rlhf4j.rewards.rules;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands outermost in a JSON text.
 *
 * @param kind {@link JsonRule.Kind#ANY} for what is neither object nor array
 * @param keys of the outermost object; empty for anything else
 */
record JsonShape(JsonRule.Kind kind, Set<String> keys) {

  /** The shape of a text; null if it is not JSON. */
  static @Nullable JsonShape of(String text) {
    JsonReader in = new JsonReader(new StringReader(text));
    in.setStrictness(Strictness.STRICT);
    in.setNestingLimit(Integer.MAX_VALUE);
    try {
      JsonRule.Kind kind =
          switch (in.peek()) {
            case BEGIN_OBJECT -> JsonRule.Kind.OBJECT;
            case BEGIN_ARRAY -> JsonRule.Kind.ARRAY;
            default -> JsonRule.Kind.ANY;
          };
      Set<String> keys = new HashSet<>();
      int depth = 0;
      do {
        depth += read(in, depth == 1 ? keys : new HashSet<>());
      } while (depth > 0);
      return in.peek() == JsonToken.END_DOCUMENT ? new JsonShape(kind, keys) : null;
    } catch (MalformedJsonException | EOFException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory is always readable
    }
  }

  /** Reads one token and returns by how much the depth grows. */
  private static int read(JsonReader in, Set<String> keys) throws IOException {
    JsonToken token = in.peek();
    switch (token) {
      case BEGIN_OBJECT -> in.beginObject();
      case BEGIN_ARRAY -> in.beginArray();
      case END_OBJECT -> in.endObject();
      case END_ARRAY -> in.endArray();
      case NAME -> keys.add(in.nextName());
      case BOOLEAN, NULL -> in.skipValue();
      default -> {
        String unused = in.nextString(); // looks at escapes, as skipValue does not
      }
    }
    return switch (token) {
      case BEGIN_OBJECT, BEGIN_ARRAY -> 1;
      case END_OBJECT, END_ARRAY -> -1;
      default -> 0;
    };
  }
}
