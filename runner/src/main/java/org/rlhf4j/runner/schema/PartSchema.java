package org.rlhf4j.runner.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Collection;
import org.rlhf4j.api.plugin.Plugin;

/**
 * {@code {"id": ..., "options": {...}}} of one kind of plugin. Which options there are depends on
 * the id; an editor that knows the id completes them and complains about no others.
 *
 * @param word for the kind
 * @param plugins of that kind
 */
record PartSchema(String word, Collection<? extends Plugin<?, ?>> plugins) {

  /** Adds what the schema says of this kind. */
  void addTo(JsonObject definitions) {
    String name = SchemaNodes.kindName(word);
    JsonObject properties = new JsonObject();
    JsonArray required = new JsonArray();
    addKeys(word, properties, required);
    JsonObject part = SchemaNodes.object(properties, required);
    part.add("allOf", SchemaNodes.reference(choiceOf(word)).get("allOf"));
    definitions.add(name, part);
    definitions.add(name + "-id", id());
    JsonObject choice = new JsonObject();
    choice.add("allOf", byId());
    definitions.add(name + "-choice", choice);
    for (Plugin<?, ?> plugin : plugins) {
      JsonObject options = RecordSchema.of(plugin.defaults());
      options.addProperty("description", plugin.summary());
      definitions.add(pluginName(plugin), options);
    }
  }

  /** Adds the two keys of a part. */
  static void addKeys(String word, JsonObject properties, JsonArray required) {
    JsonObject id = new JsonObject();
    id.addProperty("$ref", "#/definitions/" + SchemaNodes.kindName(word) + "-id");
    properties.add("id", id);
    JsonObject options = SchemaNodes.typed("object");
    options.addProperty("description", "what can be set depends on the id");
    properties.add("options", options);
    required.add("id");
  }

  /** Where it stands which options belong to which id. */
  static String choiceOf(String word) {
    return "#/definitions/" + SchemaNodes.kindName(word) + "-choice";
  }

  private String pluginName(Plugin<?, ?> plugin) {
    return SchemaNodes.kindName(word) + "." + plugin.id();
  }

  /** The ids, with what each stands for, in the spellings of VS Code and of IntelliJ. */
  private JsonObject id() {
    JsonObject id = SchemaNodes.typed("string");
    id.addProperty("description", "which " + word);
    JsonArray ids = new JsonArray();
    JsonArray summaries = new JsonArray();
    JsonObject metadata = new JsonObject();
    for (Plugin<?, ?> plugin : plugins) {
      ids.add(plugin.id());
      summaries.add(plugin.summary());
      JsonObject about = new JsonObject();
      about.addProperty("description", plugin.summary());
      metadata.add(plugin.id(), about);
    }
    id.add("enum", ids);
    id.add("enumDescriptions", summaries);
    id.add("x-intellij-enum-metadata", metadata);
    return id;
  }

  /** For each id: if it is the one, then these are the options. */
  private JsonArray byId() {
    JsonArray all = new JsonArray();
    for (Plugin<?, ?> plugin : plugins) {
      JsonObject constant = new JsonObject();
      constant.addProperty("const", plugin.id());
      JsonObject condition = new JsonObject();
      condition.add("properties", single("id", constant));
      condition.add("required", array("id"));
      JsonObject options = new JsonObject();
      options.addProperty("$ref", "#/definitions/" + pluginName(plugin));
      JsonObject then = new JsonObject();
      then.add("properties", single("options", options));
      if (RecordSchema.of(plugin.defaults()).has("required")) {
        then.add("required", array("options"));
      }
      JsonObject rule = new JsonObject();
      rule.add("if", condition);
      rule.add("then", then);
      all.add(rule);
    }
    return all;
  }

  private static JsonObject single(String key, JsonObject value) {
    JsonObject object = new JsonObject();
    object.add(key, value);
    return object;
  }

  private static JsonArray array(String text) {
    JsonArray array = new JsonArray();
    array.add(text);
    return array;
  }
}
