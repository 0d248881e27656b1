package org.rlhf4j.runner.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.runner.json.JsonDocument;
import org.rlhf4j.runner.run.Lines;

/**
 * {@code metrics.jsonl} by metric and then by method. Where a method has several loops, the steps
 * of a later one go on behind those of the one before.
 */
final class MetricRows {
  /** Its name in the folder of a run. */
  static final String FILE = "metrics.jsonl";

  private final Map<String, Map<String, List<Point>>> curves = new LinkedHashMap<>();
  private final Map<String, String> meanings = new LinkedHashMap<>();

  private final boolean cut;

  private MetricRows(boolean cut) {
    this.cut = cut;
  }

  static MetricRows read(Path folder) {
    MetricRows all = new MetricRows(Lines.isCut(folder.resolve(FILE)));
    Map<String, Integer> last = new LinkedHashMap<>();
    Map<String, Integer> before = new LinkedHashMap<>();
    Lines.each(folder.resolve(FILE), row -> all.add(row, last, before));
    all.curves.values().forEach(c -> c.values().removeIf(List::isEmpty));
    all.curves.values().removeIf(Map::isEmpty);
    all.readLegend(folder);
    return all;
  }

  /**
   * Adds a row.
   *
   * @param last the last step of each method
   * @param before steps of each method's loops before the present one
   */
  private void add(JsonObject row, Map<String, Integer> last, Map<String, Integer> before) {
    String method = row.get("method").getAsString();
    int step = row.get("step").getAsInt();
    int previous = last.getOrDefault(method, 0);
    if (step <= previous) {
      before.merge(method, previous, Integer::sum);
    }
    last.put(method, step);
    int place = before.getOrDefault(method, 0) + step;
    row.asMap()
        .forEach(
            (name, value) -> {
              if (!name.equals("method") && !name.equals("step")) {
                add(name, method, place, value);
              }
            });
  }

  private void add(String name, String method, int step, JsonElement value) {
    List<Point> points =
        curves
            .computeIfAbsent(name, n -> new LinkedHashMap<>())
            .computeIfAbsent(method, m -> new ArrayList<>());
    if (value.isJsonPrimitive()) {
      points.add(Point.of(step, value.getAsDouble()));
    }
  }

  private void readLegend(Path folder) {
    Path file = folder.resolve("metrics-legend.json");
    if (Files.exists(file) && JsonDocument.read(file).root() instanceof JsonObject legend) {
      for (JsonElement method : legend.asMap().values()) {
        method
            .getAsJsonObject()
            .asMap()
            .forEach((name, text) -> meanings.putIfAbsent(name, text.getAsString()));
      }
    }
  }

  /** Metrics in the order in which they first came. */
  Map<String, Map<String, List<Point>>> curves() {
    return curves;
  }

  /** Whether the file ends in the midst of a row, so that rows are missing. */
  boolean isCut() {
    return cut;
  }

  /** What a metric means; empty where nobody says. */
  String meaning(String metric) {
    return meanings.getOrDefault(metric, "");
  }
}
