package org.rlhf4j.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.runner.json.JsonText;

/**
 * A place where effective specs differ.
 *
 * @param path such as {@code methods[name=ppo].options.steps}, see {@link Leaf}
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
    /** Any other option. */
    OPTION,
    /** Where rows or models come from. */
    DATA,
    /** Only randomness. */
    SEED,
    /** Nothing that moves a number: names, checkpoints. */
    NAME
  }

  private static final Set<String> PLACES = Set.of("path", "split", "count", "file");

  /**
   * Compares effective specs as runs keep them.
   *
   * @param specs two or more
   * @param conventions what the runs told of their conventions
   * @return sorted by kind, then in the order of the specs
   */
  public static List<SpecDifference> between(
      List<JsonObject> specs, Collection<JsonObject> conventions) {
    Set<String> named = new HashSet<>();
    conventions.forEach(told -> named.addAll(Leaf.conventions(told)));
    Map<String, Leaf> all = new LinkedHashMap<>();
    List<Map<String, Leaf>> bySpec = specs.stream().map(Leaf::of).toList();
    bySpec.forEach(leaves -> leaves.forEach(all::putIfAbsent));
    List<SpecDifference> differences = new ArrayList<>();
    Set<String> missing = new HashSet<>();
    for (Leaf leaf : all.values()) {
      String path = leaf.path();
      List<@Nullable JsonElement> values = new ArrayList<>();
      for (Map<String, Leaf> leaves : bySpec) {
        Leaf own = leaves.get(path);
        values.add(own == null ? null : own.value());
      }
      if (new HashSet<>(values).size() == 1 || missing.stream().anyMatch(path::startsWith)) {
        continue;
      }
      if (leaf.key().equals("id") && values.contains(null)) {
        missing.add(path.substring(0, path.length() - 2)); // a whole part: its options say no more
      }
      Kind kind = named.contains(path) ? Kind.CONVENTION : kind(leaf);
      differences.add(new SpecDifference(path, kind, values));
    }
    return differences.stream().sorted((a, b) -> a.kind.compareTo(b.kind)).toList();
  }

  private static Kind kind(Leaf leaf) {
    return switch (leaf.section()) {
      case "seed" -> Kind.SEED;
      case "name", "device", "checkpoints" -> Kind.NAME;
      case "data" -> Kind.DATA;
      default ->
          switch (leaf.key()) {
            case "name" -> Kind.NAME;
            case "id", "from" -> Kind.PART;
            default -> PLACES.contains(leaf.key()) ? Kind.DATA : Kind.OPTION;
          };
    };
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
}
