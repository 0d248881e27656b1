package org.rlhf4j.runner.spec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds where a key belongs that stands too far out: {@code learningRate} beside a method's {@code
 * beta} belongs into {@code training.optimizer}.
 */
final class KeyPlaces {
  /** Deeper than any options are. */
  private static final int DEPTH = 5;

  /** More places help nobody. */
  private static final int SHOWN = 3;

  private KeyPlaces() {}

  /**
   * The paths of the records that have such a key, nearest first; its case and separators do not
   * count.
   *
   * @param nested records, by the keys that lead to them
   */
  static List<String> of(String key, Map<String, Type> nested) {
    String wanted = letters(key);
    List<String> found = new ArrayList<>();
    Map<String, Type> level = nested;
    for (int depth = 0; depth < DEPTH && found.isEmpty(); depth++) {
      Map<String, Type> next = new LinkedHashMap<>();
      level.forEach(
          (path, type) -> {
            for (RecordComponent component : ((Class<?>) type).getRecordComponents()) {
              if (letters(component.getName()).equals(wanted)) {
                found.add(
                    component.getName().equals(key)
                        ? path
                        : path + " as \"" + component.getName() + "\"");
              }
            }
            below((Class<?>) type).forEach((name, t) -> next.put(path + "." + name, t));
          });
      level = next;
    }
    return found.stream().distinct().limit(SHOWN).toList();
  }

  /** The records that components of a record are, or are lists of. */
  static Map<String, Type> below(Class<?> type) {
    Map<String, Type> nested = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Type inner = component.getGenericType();
      boolean list = inner instanceof ParameterizedType p && p.getRawType() == List.class;
      if (list) {
        inner = ((ParameterizedType) inner).getActualTypeArguments()[0];
      }
      if (inner instanceof Class<?> c && c.isRecord()) {
        nested.put(component.getName() + (list ? "[0]" : ""), c);
      }
    }
    return nested;
  }

  private static String letters(String key) {
    return key.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }
}
