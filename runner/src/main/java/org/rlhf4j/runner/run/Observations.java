package org.rlhf4j.runner.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands behind the numbers of a table: for each evaluator, method and metric one number a
 * prompt.
 */
public final class Observations {

  /** Whose observations. */
  private record Key(int place, String subject, String metric) {}

  private final Map<Key, Map<String, Double>> byKey = new LinkedHashMap<>();

  private Observations() {}

  /** Reads {@code scores/} of a run's folder, for the evaluators of its results. */
  public static Observations read(Path folder, Results results) {
    Observations all = new Observations();
    for (Evaluated of : results.evaluated()) {
      Path file = folder.resolve("scores/" + of.place() + "-" + of.id() + ".jsonl");
      Lines.each(file, row -> all.add(of.place(), row));
    }
    return all;
  }

  private void add(int place, JsonObject row) {
    JsonElement value = row.get("value");
    if (value.isJsonPrimitive()) {
      Key key = new Key(place, row.get("subject").getAsString(), row.get("metric").getAsString());
      byKey
          .computeIfAbsent(key, k -> new LinkedHashMap<>())
          .put(row.get("prompt").getAsString(), value.getAsDouble());
    }
  }

  /**
   * By the prompt's id; empty where there are none.
   *
   * @param place of the evaluator in the spec, from 0
   */
  public Map<String, Double> of(int place, String subject, String metric) {
    return byKey.getOrDefault(new Key(place, subject, metric), Map.of());
  }
}
