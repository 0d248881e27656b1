package org.rlhf4j.runner.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.spec.EnumWords;
import org.rlhf4j.runner.spec.Flat;
import org.rlhf4j.runner.spec.Kinds;
import org.rlhf4j.runner.spec.OptionsReader;
import org.rlhf4j.runner.spec.OptionsWriter;
import org.rlhf4j.runner.spec.Records;

/**
 * The schema of an options record, as {@link OptionsReader} reads it. Nested records stand in
 * place, since their defaults depend on what they are nested in; plugins in options are referred
 * to, since they may nest without end.
 */
final class RecordSchema {
  private final JsonObject properties = new JsonObject();
  private final JsonArray required = new JsonArray();
  private @Nullable String flatKind;

  private RecordSchema() {}

  /** That of a record with these defaults. */
  static JsonObject of(Record defaults) {
    return of(defaults.getClass(), defaults);
  }

  /**
   * That of a record.
   *
   * @param base its defaults; null where every component must be given
   */
  private static JsonObject of(Class<?> type, @Nullable Record base) {
    RecordSchema schema = new RecordSchema();
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Flat.class)) {
        schema.addFlat(component);
      } else {
        schema.add(component, base);
      }
    }
    JsonObject node = SchemaNodes.object(schema.properties, schema.required);
    if (schema.flatKind != null) {
      node.add(
          "allOf",
          SchemaNodes.reference(PartSchema.choiceOf(schema.flatKind)).getAsJsonArray("allOf"));
    }
    return node;
  }

  private void addFlat(RecordComponent component) {
    Type made = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    flatKind = Kinds.making(made).getValue();
    PartSchema.addKeys(flatKind, properties, required);
  }

  private void add(RecordComponent component, @Nullable Record base) {
    Object fallback = base == null ? null : Records.get(base, component);
    Option option = component.getAnnotation(Option.class);
    boolean mustBeGiven = option != null && option.required();
    boolean optional =
        !mustBeGiven && (Records.isNullable(component) || (base != null && fallback == null));
    JsonObject node = value(component.getGenericType(), fallback, option);
    if (optional) {
      node = SchemaNodes.orNull(node);
    }
    if (option != null) {
      node.addProperty("description", described(option));
    }
    // the defaults of a nested record stand at its own components
    if (fallback != null && !(fallback instanceof Record r && !(r instanceof Part))) {
      JsonElement text = OptionsWriter.value(fallback);
      if (!text.isJsonNull()) {
        node.add("default", text);
      }
    }
    if (fallback == null && !optional) {
      required.add(component.getName());
    }
    properties.add(component.getName(), node);
  }

  private static String described(Option option) {
    return option.convention() ? option.value() + " (a convention)" : option.value();
  }

  private static JsonObject value(Type type, @Nullable Object fallback, @Nullable Option option) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Part.class) {
        String kind = Kinds.making(arguments[0]).getValue();
        return SchemaNodes.reference("#/definitions/" + SchemaNodes.kindName(kind));
      }
      JsonObject element = value(arguments[arguments.length - 1], null, option);
      if (generic.getRawType() == List.class) {
        return list(element, arguments[0]);
      }
      if (generic.getRawType() == Map.class) {
        JsonObject node = SchemaNodes.typed("object");
        node.add("patternProperties", SchemaNodes.comments());
        node.add("additionalProperties", element);
        return node;
      }
      throw new IllegalStateException("options cannot hold a " + type);
    }
    Class<?> c = (Class<?>) type;
    if (c == JsonElement.class) {
      return new JsonObject();
    }
    if (c.isRecord()) {
      return of(c, fallback instanceof Record r ? r : Records.fresh(c));
    }
    return c.isEnum() ? choice(c) : scalar(c, option);
  }

  private static JsonObject list(JsonObject element, Type elementType) {
    JsonObject node = SchemaNodes.typed("array");
    node.add("items", element);
    boolean simple = elementType instanceof Class<?> c && !c.isRecord() && c != JsonElement.class;
    if (!simple) {
      return node;
    }
    // one simple value stands for a list of one
    JsonObject either = new JsonObject();
    either.add("anyOf", JsonText.array(List.of(node, element.deepCopy())));
    return either;
  }

  private static JsonObject choice(Class<?> type) {
    JsonObject node = SchemaNodes.typed("string");
    JsonArray words = new JsonArray();
    EnumWords.of(type).forEach(words::add);
    node.add("enum", words);
    return node;
  }

  private static JsonObject scalar(Class<?> type, @Nullable Option option) {
    boolean whole =
        type == int.class || type == Integer.class || type == long.class || type == Long.class;
    boolean number = whole || type == double.class || type == Double.class;
    boolean truth = type == boolean.class || type == Boolean.class;
    JsonObject node =
        SchemaNodes.typed(whole ? "integer" : number ? "number" : truth ? "boolean" : "string");
    if (number && option != null) {
      limit(node, "minimum", option.min(), whole);
      limit(node, "maximum", option.max(), whole);
    }
    return node;
  }

  private static void limit(JsonObject node, String key, double limit, boolean whole) {
    if (Double.isFinite(limit)) {
      boolean asWhole = whole && limit == Math.rint(limit);
      node.add(key, asWhole ? new JsonPrimitive((long) limit) : new JsonPrimitive(limit));
    }
  }
}
