package org.rlhf4j.workbench.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back.
 *
 * @param status HTTP status
 * @param type media type
 * @param headers further ones
 * @param body all of it
 */
record PageReply(int status, String type, Map<String, String> headers, byte[] body) {
  static PageReply text(int status, String type, String text) {
    return new PageReply(
        status, type + "; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }

  static PageReply json(JsonElement json) {
    return text(200, "application/json", json.toString());
  }

  /** An error that the pages show as it is. */
  static PageReply error(int status, String message) {
    JsonObject json = new JsonObject();
    json.addProperty("error", message);
    return text(status, "application/json", json.toString());
  }

  PageReply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new PageReply(status, type, more, body);
  }
}
