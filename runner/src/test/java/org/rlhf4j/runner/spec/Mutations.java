package org.rlhf4j.runner.spec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of a plugin with one value each that is extreme, of another kind, or not there: for every
 * component of the options record, those of nested records and of the records in its lists too.
 */
final class Mutations {
  private static final List<JsonElement> NUMBERS =
      List.of(
          number("0"),
          number("-1"),
          number("1"),
          number("1e-300"),
          number("1e300"),
          number("-1e300"),
          number("4.9e-324"),
          number("2147483647"),
          number("9223372036854775807"),
          number("1e1000"),
          text("NaN"));

  private static final List<JsonElement> TEXTS =
      List.of(
          text(""),
          text(" "),
          text("\u0000"),
          text("no/such"),
          text("x".repeat(3000)),
          text("[(*"));

  private final List<Mutation> all = new ArrayList<>();

  private Mutations() {}

  /**
   * Options with one value changed.
   *
   * @param path of the value
   * @param options all of them
   */
  record Mutation(String path, JsonObject options) {}

  /** What a place in options is, and how a value is put there. */
  private interface Place {
    JsonObject with(JsonElement value);
  }

  /**
   * All mutations of options.
   *
   * @param defaults of the plugin
   * @param base options that are right, beside which the changed values stand
   */
  static List<Mutation> of(Record defaults, JsonObject base) {
    Mutations mutations = new Mutations();
    mutations.record(defaults.getClass(), "", base, value -> value.getAsJsonObject());
    return mutations.all;
  }

  private void record(Class<?> type, String path, JsonObject base, Place place) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      Place below =
          value -> {
            JsonObject changed = base.deepCopy();
            changed.add(name, value);
            return place.with(changed);
          };
      String here = path.isEmpty() ? name : path + "." + name;
      JsonElement before = base.get(name);
      value(component.getGenericType(), here, before, below);
      add(here, JsonNull.INSTANCE, below);
    }
  }

  private void value(Type type, String path, @Nullable JsonElement before, Place place) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        list(arguments[0], path, before, place);
      } else if (generic.getRawType() == Map.class) {
        add(path, new JsonObject(), place);
        add(path, new JsonArray(), place);
        value(arguments[1], path + ".k", null, v -> place.with(object("k", v)));
      } else if (generic.getRawType() == Part.class) {
        add(path, text("x"), place);
        add(path, new JsonObject(), place);
        add(path, object("id", text("no-such")), place);
        add(path, object("id", text("many-as")), place);
      }
      return;
    }
    Class<?> c = (Class<?>) type;
    if (c.isRecord()) {
      add(path, text("x"), place);
      add(path, new JsonObject(), place);
      record(c, path, before instanceof JsonObject o ? o : new JsonObject(), place);
    } else if (c == String.class || c.isEnum()) {
      add(path, number("1"), place);
      TEXTS.forEach(v -> add(path, v, place));
    } else if (c == boolean.class || c == Boolean.class) {
      add(path, new JsonPrimitive(true), place);
      add(path, new JsonPrimitive(false), place);
      add(path, text("true"), place);
    } else {
      NUMBERS.forEach(v -> add(path, v, place));
    }
  }

  private void list(Type element, String path, @Nullable JsonElement before, Place place) {
    add(path, new JsonArray(), place);
    add(path, new JsonObject(), place);
    if (before instanceof JsonArray there && !there.isEmpty()) {
      JsonArray twice = there.deepCopy();
      there.forEach(twice::add);
      add(path, twice, place);
    }
    JsonArray nothing = new JsonArray();
    nothing.add(JsonNull.INSTANCE);
    add(path, nothing, place);
    JsonElement first = before instanceof JsonArray there && !there.isEmpty() ? there.get(0) : null;
    value(element, path + "[0]", first, v -> place.with(list(v)));
    if (element instanceof Class<?> c && !c.isRecord()) {
      value(element, path + "[0,1]", first, v -> place.with(list(v, v)));
    }
  }

  private void add(String path, JsonElement value, Place place) {
    all.add(new Mutation(path, place.with(value)));
  }

  private static JsonObject object(String key, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(key, value);
    return object;
  }

  private static JsonArray list(JsonElement... values) {
    JsonArray array = new JsonArray();
    for (JsonElement value : values) {
      array.add(value);
    }
    return array;
  }

  private static JsonPrimitive number(String text) {
    return new JsonPrimitive(new BigDecimal(text));
  }

  private static JsonPrimitive text(String text) {
    return new JsonPrimitive(text);
  }
}
