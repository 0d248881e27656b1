package org.rlhf4j.workbench.web;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.workbench.task.StrictJsonText;

/**
 * What comes in, without its body, which is read only for those who may send one.
 *
 * @param method of HTTP
 * @param path decoded, without a query
 * @param address who asks, as far as the network knows
 * @param headers the values of a header
 */
record PageRequest(
    String method, String path, String address, Function<String, List<String>> headers) {

  /** The first header of a name. */
  @Nullable String header(String name) {
    List<String> values = headers.apply(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** Whether it only reads. */
  boolean reads() {
    return method.equals("GET") || method.equals("HEAD");
  }

  Optional<String> cookie(String name) {
    for (String header : headers.apply("Cookie")) {
      for (String cookie : header.split(";", -1)) {
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
          return Optional.of(cookie.substring(equals + 1).strip());
        }
      }
    }
    return Optional.empty();
  }

  /** Refuses a body that is no JSON, before it is read. */
  void requireJson() {
    String type = header("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      throw new Refusal(415, "The body must be application/json.");
    }
  }

  /** A body as an object. */
  static JsonObject json(byte[] body) {
    try {
      return StrictJsonText.object(new String(body, StandardCharsets.UTF_8));
    } catch (JsonParseException | NumberFormatException e) {
      throw new Refusal(400, "The body is no JSON object.");
    }
  }

  /** A whole number of a body. */
  static long number(JsonObject json, String name) {
    if (json.get(name) instanceof JsonPrimitive p
        && p.isNumber()
        && p.getAsString().matches("[0-9]{1,15}")) {
      return p.getAsLong();
    }
    throw new Refusal(400, "\"" + name + "\" must be a whole number.");
  }

  /** A text of a body. */
  static String text(JsonObject json, String name) {
    if (json.get(name) instanceof JsonPrimitive p && p.isString()) {
      return p.getAsString();
    }
    throw new Refusal(400, "\"" + name + "\" must be a text.");
  }

  /** Yes or no, of a body. */
  static boolean flag(JsonObject json, String name) {
    if (json.get(name) instanceof JsonPrimitive p && p.isBoolean()) {
      return p.getAsBoolean();
    }
    throw new Refusal(400, "\"" + name + "\" must be true or false.");
  }
}
