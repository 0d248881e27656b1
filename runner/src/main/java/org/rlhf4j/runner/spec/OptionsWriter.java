package org.rlhf4j.runner.spec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.plugin.Part;

/** The way back from options records to JSON that {@link OptionsReader} reads to the same. */
public final class OptionsWriter {
  private OptionsWriter() {}

  /** Which components are written. */
  private enum Components {
    ALL,
    /** Those that decide what comes of the work. */
    IDENTITY;

    boolean include(RecordComponent component) {
      Option option = component.getAnnotation(Option.class);
      return this == ALL || option == null || !option.howOnly();
    }
  }

  /** A record with all its components, defaults included. */
  public static JsonObject write(Record record) {
    return write(record, Components.ALL);
  }

  private static JsonObject write(Record record, Components components) {
    JsonObject object = new JsonObject();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = Records.get(record, component);
      if (component.isAnnotationPresent(Flat.class) && value instanceof Part<?> part) {
        object.asMap().putAll(part(part, components).asMap());
      } else if (components.include(component)) {
        object.add(component.getName(), value(value, components));
      }
    }
    return object;
  }

  /** A component's value. */
  public static JsonElement value(@Nullable Object value) {
    return value(value, Components.ALL);
  }

  private static JsonElement value(@Nullable Object value, Components components) {
    if (value instanceof JsonElement json) {
      return json;
    }
    if (value instanceof Part<?> part) {
      return part(part, components);
    }
    if (value instanceof Record record) {
      return write(record, components);
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(x -> array.add(value(x, components)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, x) -> object.add(String.valueOf(key), value(x, components)));
      return object;
    }
    if (value instanceof Enum<?> constant) {
      return new JsonPrimitive(ScalarOptions.name(constant));
    }
    if (value instanceof Double d && !Double.isFinite(d)) {
      return JsonNull.INSTANCE; // JSON has no such number, so no spec can give it
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    }
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value.toString());
  }

  /** A part with its effective options. */
  public static JsonObject part(Part<?> part) {
    return part(part, Components.ALL);
  }

  /** A part with those of its effective options that decide what comes of it. */
  public static JsonObject identity(Part<?> part) {
    return part(part, Components.IDENTITY);
  }

  private static JsonObject part(Part<?> part, Components components) {
    JsonObject object = new JsonObject();
    object.addProperty("id", part.plugin().id());
    object.add("options", write(part.options(), components));
    return object;
  }
}
