package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.json.JsonText;

/**
 * A place where effective specs differ.
 *
 * @param path such as {@code methods.ppo.options.steps}; members of lists of parts go by their
 *     names, or else their ids, so that one more of them moves no other
 * @param kind what sort of thing differs
 * @param values one a spec, as JSON; null where a spec has nothing there
 */
public record SpecDifference(String path, Kind kind, List<@Nullable JsonElement> values) {

  /** Sorts of differences, the first of which decide results most silently. */
  public enum Kind {
    /** A named choice: which estimator, where a penalty stands, how answers are drawn. */
    CONVENTION,
    /** A part that one spec has and another has not, or another plugin. */
    PART,
    /** A number. */
    OPTION,
    /** Where rows or models come from. */
    DATA,
    /** Only randomness. */
    SEED,
    /** Nothing that moves a number: names, checkpoints. */
    NAME
  }

  private static final Set<String> LABELS = Set.of("id", "name", "from");
  private static final Set<String> PLACES = Set.of("path", "split", "count", "file");

  /**
   * Compares effective specs as runs keep them.
   *
   * @param specs two or more
   * @return sorted by kind, then in the order of the specs
   */
  public static List<SpecDifference> between(List<JsonObject> specs) {
    List<Map<String, JsonElement>> leaves = specs.stream().map(SpecDifference::leaves).toList();
    Set<String> paths = new LinkedHashSet<>();
    leaves.forEach(l -> paths.addAll(l.keySet()));
    List<SpecDifference> differences = new ArrayList<>();
    Set<String> missing = new HashSet<>();
    for (String path : paths) {
      List<@Nullable JsonElement> values = new ArrayList<>();
      leaves.forEach(l -> values.add(l.get(path)));
      if (new HashSet<>(values).size() == 1 || missing.stream().anyMatch(path::startsWith)) {
        continue;
      }
      if (path.endsWith(".id") && values.contains(null)) {
        missing.add(path.substring(0, path.length() - 2)); // a whole part: its options say no more
      }
      differences.add(new SpecDifference(path, kind(path, values), values));
    }
    return differences.stream().sorted((a, b) -> a.kind.compareTo(b.kind)).toList();
  }

  /**
   * Named choices of one spec, those that {@link Kind#CONVENTION} is about, by their paths.
   *
   * @param spec an effective one
   */
  public static Map<String, JsonElement> conventions(JsonObject spec) {
    return leaves(spec).entrySet().stream()
        .filter(e -> !e.getValue().isJsonNull())
        .filter(e -> kind(e.getKey(), List.of(e.getValue())) == Kind.CONVENTION)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  /** A value for people. */
  public static String text(@Nullable JsonElement value) {
    if (value == null) {
      return "-";
    }
    return value instanceof JsonPrimitive p && p.isString()
        ? p.getAsString()
        : JsonText.line(value);
  }

  private static Kind kind(String path, Collection<? extends @Nullable JsonElement> values) {
    String last = path.substring(path.lastIndexOf('.') + 1);
    if (path.equals("seed") || path.startsWith("seed.")) {
      return Kind.SEED;
    }
    if (path.equals("name") || path.startsWith("checkpoints.") || path.equals("device")) {
      return Kind.NAME;
    }
    if (LABELS.contains(last)) {
      return last.equals("name") ? Kind.NAME : Kind.PART;
    }
    if (path.startsWith("data.") || PLACES.contains(last)) {
      return Kind.DATA;
    }
    boolean named =
        path.contains(".conventions.")
            || path.startsWith("decoding.")
            || path.contains(".decoding.")
            || values.stream().anyMatch(v -> v instanceof JsonPrimitive p && !p.isNumber());
    return named ? Kind.CONVENTION : Kind.OPTION;
  }

  private static Map<String, JsonElement> leaves(JsonObject spec) {
    Map<String, JsonElement> leaves = new LinkedHashMap<>();
    walk("", spec, leaves);
    return leaves;
  }

  private static void walk(String path, JsonElement json, Map<String, JsonElement> leaves) {
    if (json instanceof JsonObject object && !object.isEmpty()) {
      object.asMap().forEach((key, value) -> walk(below(path, key), value, leaves));
    } else if (json instanceof JsonArray array && isOfParts(array)) {
      Set<String> taken = new HashSet<>();
      for (JsonElement part : array) {
        String name = label(part.getAsJsonObject());
        String own = name;
        for (int i = 2; !taken.add(own); i++) {
          own = name + "-" + i;
        }
        walk(below(path, own), part, leaves);
      }
    } else {
      leaves.put(path, json);
    }
  }

  private static boolean isOfParts(JsonArray array) {
    return !array.isEmpty()
        && array.asList().stream().allMatch(x -> x instanceof JsonObject o && o.has("id"));
  }

  private static String label(JsonObject part) {
    JsonElement name = part.get("name");
    return (name == null || name instanceof JsonNull ? part.get("id") : name).getAsString();
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
