package org.rlhf4j.runner.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.runner.spec.Spec;

/**
 * The JSON Schema of a spec: one definition for each plugin's options, and one for each kind of
 * plugin, which chooses among them by the id. It is of draft 7, the newest one that the usual
 * editors know whole.
 *
 * <p>It says what can be said of single values: names, types, ranges, choices, what must be there,
 * and defaults. How values fit together (whether a method finds what it needs, say) only {@code
 * validate} knows. In one thing it is stricter than the program, which takes the words of a choice
 * in any case and with underscores too.
 */
public final class SpecSchema {
  private final Catalog catalog;
  private final JsonObject definitions = new JsonObject();

  private SpecSchema(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The schema of specs that may use these plugins. */
  public static JsonObject of(Catalog catalog) {
    return new SpecSchema(catalog).schema();
  }

  private JsonObject schema() {
    JsonObject schema = new JsonObject();
    schema.addProperty("$schema", "http://json-schema.org/draft-07/schema#");
    schema.addProperty("title", "A spec of rlhf4j");
    JsonObject spec = RecordSchema.of(Spec.empty("run"));
    JsonObject properties = spec.getAsJsonObject("properties");
    properties.getAsJsonObject("name").remove("default"); // it is the name of the file
    properties.add("$schema", SchemaNodes.typed("string"));
    schema.asMap().putAll(spec.asMap());
    // files that others made are evaluated without a policy
    JsonArray policy = new JsonArray();
    policy.add("policy");
    JsonObject dependencies = new JsonObject();
    dependencies.add("methods", policy);
    dependencies.add("reward", policy);
    schema.add("dependencies", dependencies);

    // a model to start from, or nothing but evaluators of what others made
    JsonArray either = new JsonArray();
    for (String key : List.of("policy", "evaluate")) {
      JsonArray required = new JsonArray();
      required.add(key);
      JsonObject one = new JsonObject();
      one.add("required", required);
      either.add(one);
    }
    schema.add("anyOf", either);
    Catalog.KINDS.forEach(
        (kind, word) -> new PartSchema(word, catalog.all(kind)).addTo(definitions));
    schema.add("definitions", definitions);
    return schema;
  }
}
