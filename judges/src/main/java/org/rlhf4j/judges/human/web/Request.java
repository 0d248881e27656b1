package org.rlhf4j.judges.human.web;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.judges.human.task.Json;

/** What comes in. */
final class Request {
  private final HttpExchange exchange;
  private final int mostBytes;

  Request(HttpExchange exchange, int mostBytes) {
    this.exchange = exchange;
    this.mostBytes = mostBytes;
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /** Who asks, as far as the network knows. */
  String address() {
    return exchange.getRemoteAddress().getAddress().getHostAddress();
  }

  Optional<String> cookie(String name) {
    List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    for (String header : headers) {
      for (String cookie : header.split(";", -1)) {
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
          return Optional.of(cookie.substring(equals + 1).strip());
        }
      }
    }
    return Optional.empty();
  }

  /** The body as an object; more than the limit is not even read. */
  JsonObject json() throws IOException {
    String type = header("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      throw new Refusal(415, "The body must be application/json.");
    }
    byte[] bytes;
    try (InputStream in = exchange.getRequestBody()) {
      bytes = in.readNBytes(mostBytes + 1);
    }
    if (bytes.length > mostBytes) {
      throw new Refusal(413, "This is too long: at most " + mostBytes + " bytes.");
    }
    try {
      return Json.object(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonParseException e) {
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
}
