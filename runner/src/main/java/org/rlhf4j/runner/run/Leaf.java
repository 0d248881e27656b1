package org.rlhf4j.runner.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A simple value of a file of a run, with its place. Whatever compares runs compares these.
 *
 * @param path such as {@code methods[name=ppo].options.steps}; members of lists go by their names,
 *     paths or ids, so that one more of them moves no other
 * @param section the first key of the path
 * @param key the last key of the path
 * @param value a primitive, or a short list of such
 */
record Leaf(String path, String section, String key, JsonElement value) {

  /** A longer list of simple values is many leaves. */
  private static final int SHORT = 10;

  /** What members of lists are told apart by, rather than by their number. */
  private static final List<String> NAMES = List.of("name", "path", "id");

  /** All leaves by their paths; null is none. */
  static Map<String, Leaf> of(JsonObject json) {
    Map<String, Leaf> leaves = new LinkedHashMap<>();
    json.asMap().forEach((key, value) -> walk(new Leaf(key, key, key, value), leaves));
    return leaves;
  }

  private static void walk(Leaf at, Map<String, Leaf> leaves) {
    if (at.value instanceof JsonObject object) {
      object
          .asMap()
          .forEach(
              (key, value) -> walk(new Leaf(at.path + "." + key, at.section, key, value), leaves));
    } else if (at.value instanceof JsonArray array && !isShort(array)) {
      Map<String, Integer> before = new HashMap<>();
      for (int i = 0; i < array.size(); i++) {
        JsonElement member = array.get(i);
        String place = "[" + place(name(member, i), before) + "]";
        walk(new Leaf(at.path + place, at.section, at.key, member), leaves);
      }
    } else if (!at.value.isJsonNull()) {
      leaves.put(at.path, at);
    }
  }

  private static boolean isShort(JsonArray array) {
    return array.size() <= SHORT && array.asList().stream().allMatch(JsonElement::isJsonPrimitive);
  }

  /** A name within a list; the second of one name has a number. */
  static String place(String name, Map<String, Integer> before) {
    int n = before.merge(name, 1, Integer::sum);
    return n == 1 ? name : name + "#" + n;
  }

  private static String name(JsonElement member, int number) {
    if (member.isJsonPrimitive()) {
      return member.getAsString();
    }
    if (member instanceof JsonObject object) {
      for (String name : NAMES) {
        if (object.get(name) instanceof JsonPrimitive text && text.isString()) {
          return name.equals("path") ? text.getAsString() : name + "=" + text.getAsString();
        }
      }
    }
    return Integer.toString(number);
  }

  /** Where in a spec the conventions stand that a run told. */
  static Set<String> conventions(JsonObject told) {
    Set<String> paths = new LinkedHashSet<>();
    told.asMap()
        .forEach(
            (part, names) -> {
              String options = part.equals("spec") ? "" : part + ".options.";
              for (String name : names.getAsJsonObject().keySet()) {
                paths.add(options + name);
                // where a preset is resolved, departures from it stand in a record of this name
                paths.add(options + "conventions." + name);
              }
            });
    return paths;
  }
}
