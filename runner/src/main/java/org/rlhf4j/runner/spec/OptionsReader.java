package org.rlhf4j.runner.spec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Excerpt;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.Suggestion;

/**
 * Reads options records: the user's JSON laid over defaults. It goes on after a problem, with the
 * default in the place of the bad value, so that all problems of a spec are found at once; what it
 * returns is good only if the {@link Problems} are empty.
 *
 * <p>Components may be numbers, truth values, texts, enums (in kebab-case), JSON of any kind,
 * further records, lists, maps from texts, and {@link Part}s, which are {@code {"id": ...,
 * "options": {...}}} of a plugin. Where the default of a nested record is null, it starts from its
 * own constructor without arguments if it has one; else every component must be given. Keys that
 * begin with {@code //} are comments.
 */
public final class OptionsReader {
  private final Catalog catalog;
  private final Problems problems;

  /** Keys that stand beside options, by the path of the options. */
  private final Map<String, Set<String>> beside = new HashMap<>();

  /**
   * @param catalog where parts find their plugins
   * @param problems where everything goes that is wrong
   */
  public OptionsReader(Catalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  /**
   * Lays JSON over defaults.
   *
   * @param path of the JSON in its document
   * @return null if there were problems that no default could mend
   */
  public <O extends Record> @Nullable O read(O defaults, JsonElement json, String path) {
    @SuppressWarnings("unchecked") // record() makes what it is given the class of
    O read = (O) record(defaults.getClass(), defaults, json, path);
    return read;
  }

  /** What a component, a list's element or a map's value may be. */
  private record Slot(Type type, @Nullable Object fallback, @Nullable Option option) {
    Slot element(Type elementType) {
      return new Slot(elementType, null, option);
    }
  }

  private @Nullable Object value(Slot slot, JsonElement json, String path) {
    Type type = slot.type;
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Part.class) {
        return part(arguments[0], json, path, Set.of());
      }
      if (generic.getRawType() == List.class) {
        return list(slot.element(arguments[0]), json, path);
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return map(slot.element(arguments[1]), json, path);
      }
    } else if (type == JsonElement.class) {
      return json;
    } else if (type instanceof Class<?> c && c.isRecord()) {
      Record base = slot.fallback instanceof Record r ? r : Records.fresh(c);
      return record(c, base, json, path);
    } else if (type instanceof Class<?> c && ScalarOptions.handles(c)) {
      try {
        return ScalarOptions.read(c, json, slot.option);
      } catch (ScalarOptions.Refused e) {
        problems.add(path, String.valueOf(e.getMessage()));
        return slot.fallback;
      }
    }
    throw new IllegalStateException("options cannot hold a " + type + " (at " + path + ")");
  }

  private List<Object> list(Slot element, JsonElement json, String path) {
    boolean single =
        json.isJsonPrimitive() && element.type instanceof Class<?> c && ScalarOptions.handles(c);
    if (!json.isJsonArray() && !single) {
      problems.add(path, "expected a list, found " + ScalarOptions.describe(json));
      return List.of();
    }
    // one simple value stands for a list of one
    JsonArray array = new JsonArray();
    if (single) {
      array.add(json);
    } else {
      array = json.getAsJsonArray();
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      Object value = value(element, array.get(i), single ? path : path + "[" + i + "]");
      if (value == null) {
        problems.lacksElement(path, i);
      } else {
        values.add(value);
      }
    }
    return Collections.unmodifiableList(values);
  }

  private Map<String, Object> map(Slot element, JsonElement json, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    JsonObject object = object(json, path);
    if (object == null) {
      return values;
    }
    for (String key : object.keySet()) {
      Object value = isComment(key) ? null : value(element, object.get(key), below(path, key));
      if (value != null) {
        values.put(key, value);
      }
    }
    return Collections.unmodifiableMap(values);
  }

  private @Nullable Object part(Type made, JsonElement json, String path, Set<String> otherKeys) {
    JsonObject object = object(json, path);
    if (object == null) {
      return null;
    }
    Map.Entry<Class<? extends Plugin<?, ?>>, String> kind = Kinds.making(made);
    Set<String> legal = new LinkedHashSet<>(List.of("id", "options"));
    legal.addAll(otherKeys);
    JsonElement id = object.get("id");
    refuseUnknownKeys(object, legal, optionsOf(kind.getKey(), id), path);
    if (id == null) {
      problems.add(
          below(path, "id"), "is missing: name the " + kind.getValue() + "; " + there(kind));
      return null;
    }
    try {
      Plugin<?, ?> plugin =
          catalog.get(kind.getKey(), (String) ScalarOptions.read(String.class, id, null));
      JsonElement options = object.has("options") ? object.get("options") : new JsonObject();
      beside.put(below(path, "options"), otherKeys);
      Record read = read(defaults(plugin, options), options, below(path, "options"));
      return read == null ? null : new Part<>(plugin, read);
    } catch (ScalarOptions.Refused | UserException e) {
      problems.add(below(path, "id"), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Those of the preset that the options name, where the plugin has it. */
  private static Record defaults(Plugin<?, ?> plugin, JsonElement options) {
    if (options instanceof JsonObject object
        && object.get("preset") instanceof JsonPrimitive name
        && name.isString()) {
      String preset = name.getAsString().toLowerCase(Locale.ROOT).replace('_', '-');
      if (plugin.presets().containsKey(preset)) {
        return plugin.defaults(preset);
      }
    }
    return plugin.defaults();
  }

  /** The options of a plugin that is there. */
  private Map<String, Type> optionsOf(
      Class<? extends Plugin<?, ?>> kind, @Nullable JsonElement id) {
    return catalog.all(kind).stream()
        .filter(plugin -> id != null && id.equals(new JsonPrimitive(plugin.id())))
        .findFirst()
        .map(plugin -> Map.<String, Type>of("options", plugin.defaults().getClass()))
        .orElse(Map.of());
  }

  private String there(Map.Entry<Class<? extends Plugin<?, ?>>, String> kind) {
    return catalog.all(kind.getKey()).stream()
        .map(Plugin::id)
        .collect(Collectors.joining(", ", "there is ", ""));
  }

  /**
   * @param base what the components are if the JSON does not give them; null if it must
   */
  private @Nullable Record record(
      Class<?> type, @Nullable Record base, JsonElement json, String path) {
    JsonObject object = object(json, path);
    if (object == null) {
      return base;
    }
    RecordComponent[] components = type.getRecordComponents();
    Set<String> keys = new LinkedHashSet<>();
    for (RecordComponent component : components) {
      keys.add(component.getName());
    }
    @Nullable Object[] values = new Object[components.length];
    boolean flat = false;
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      if (component.isAnnotationPresent(Flat.class)) {
        flat = true;
        keys.remove(component.getName());
        Type made = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        values[i] = part(made, object, path, keys);
      } else {
        values[i] = component(component, base, object, path);
      }
    }
    if (!flat) {
      refuseUnknownKeys(object, keys, KeyPlaces.below(type), path);
    }
    for (int i = 0; i < values.length; i++) {
      boolean part = components[i].getType() == Part.class; // a stage without it is still looked at
      if (values[i] == null && !part && !mayBeNull(components[i], base)) {
        return base; // something is missing or wrong, which is a problem already
      }
    }
    try {
      return Records.make(type, values);
    } catch (InvocationTargetException e) {
      // a default in the place of a bad value may be what the constructor does not like
      if (!problems.under(path)) {
        problems.add(path, refusal(type, e.getTargetException()));
      }
      return base;
    }
  }

  /** Why a constructor does not take values, each of which is legal by itself. */
  private static String refusal(Class<?> type, Throwable thrown) {
    boolean explained =
        (thrown instanceof IllegalArgumentException || thrown instanceof UserException)
            && thrown.getMessage() != null;
    return explained
        ? String.valueOf(thrown.getMessage())
        : "its values do not fit together ("
            + type.getName()
            + " threw "
            + thrown
            + "; its author should say in words what is legal)";
  }

  private @Nullable Object component(
      RecordComponent component, @Nullable Record base, JsonObject object, String path) {
    Object fallback = base == null ? null : Records.get(base, component);
    Option option = component.getAnnotation(Option.class);
    JsonElement json = object.get(component.getName());
    String below = below(path, component.getName());
    boolean required = option != null && option.required();
    boolean optional = !required && mayBeNull(component, base);
    if (json == null) {
      if (fallback == null && !optional) {
        problems.add(below, "is missing" + (option == null ? "" : ": " + option.value()));
      }
      return fallback;
    }
    if (json.isJsonNull()) {
      if (optional) {
        return null;
      }
      problems.add(below, "must not be null" + (required ? "" : "; leave it out for its default"));
      return fallback;
    }
    return value(new Slot(component.getGenericType(), fallback, option), json, below);
  }

  /** By its type, or since a default is null. */
  private static boolean mayBeNull(RecordComponent component, @Nullable Record base) {
    return !component.getType().isPrimitive()
        && (Records.isNullable(component)
            || (base != null && Records.get(base, component) == null));
  }

  private @Nullable JsonObject object(JsonElement json, String path) {
    if (json.isJsonObject()) {
      return json.getAsJsonObject();
    }
    problems.add(path, "expected an object in braces, found " + ScalarOptions.describe(json));
    return null;
  }

  /**
   * @param nested records in which a key may have its place, by the keys that lead to them
   */
  private void refuseUnknownKeys(
      JsonObject object, Set<String> legal, Map<String, Type> nested, String path) {
    for (String key : object.keySet()) {
      if (!legal.contains(key) && !isComment(key)) {
        problems.add(
            below(path, key),
            legal.isEmpty()
                ? "is unknown here; nothing is to be set"
                : "is unknown here; "
                    + elsewhere(key, legal, nested, path)
                    + "there is "
                    + Excerpt.names(legal));
      }
    }
  }

  /** Where the key belongs, or which one was meant. */
  private String elsewhere(String key, Set<String> legal, Map<String, Type> nested, String path) {
    if (beside.getOrDefault(path, Set.of()).contains(key)) {
      return "it stands beside \"options\", not in them; ";
    }
    String near = Suggestion.among(key, legal);
    List<String> places = near.isEmpty() ? KeyPlaces.of(key, nested) : List.of();
    return places.isEmpty() ? near : "it stands in " + String.join(" or ", places) + "; ";
  }

  private static boolean isComment(String key) {
    return key.startsWith("//") || key.equals("$schema");
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
