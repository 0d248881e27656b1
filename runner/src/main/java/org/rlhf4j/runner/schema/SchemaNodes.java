package org.rlhf4j.runner.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** Small pieces of a schema, and the names of its definitions. */
final class SchemaNodes {
  private SchemaNodes() {}

  /** Values of one type. */
  static JsonObject typed(String type) {
    JsonObject node = new JsonObject();
    node.addProperty("type", type);
    return node;
  }

  /** What another definition says; further words may stand beside it. */
  static JsonObject reference(String to) {
    JsonObject reference = new JsonObject();
    reference.addProperty("$ref", to);
    // in draft 7 nothing beside a $ref counts, so it stands in a list of its own
    JsonArray all = new JsonArray();
    all.add(reference);
    JsonObject node = new JsonObject();
    node.add("allOf", all);
    return node;
  }

  /** The same, or null. */
  static JsonObject orNull(JsonObject node) {
    if (node.has("type")) {
      JsonArray types = new JsonArray();
      types.add(node.get("type"));
      types.add("null");
      node.add("type", types);
      if (node.has("enum")) {
        node.getAsJsonArray("enum").add(JsonNull.INSTANCE);
      }
      return node;
    }
    JsonArray choices = new JsonArray();
    choices.add(node);
    choices.add(typed("null"));
    JsonObject either = new JsonObject();
    either.add("anyOf", choices);
    return either;
  }

  /** An object that has these properties, comments, and nothing else. */
  static JsonObject object(JsonObject properties, JsonArray required) {
    JsonObject node = typed("object");
    node.add("properties", properties);
    node.add("patternProperties", comments());
    node.addProperty("additionalProperties", false);
    if (!required.isEmpty()) {
      node.add("required", required);
    }
    return node;
  }

  /** Keys that begin with {@code //} may hold anything. */
  static JsonObject comments() {
    JsonObject comments = new JsonObject();
    comments.add("^//", new JsonObject());
    return comments;
  }

  /** The definition of a kind of plugin. */
  static String kindName(String word) {
    return word.replace(' ', '-');
  }
}
