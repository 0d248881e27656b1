package org.rlhf4j.runner.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Chart.Point;
import org.rlhf4j.api.statistics.Interval;
import org.rlhf4j.runner.run.Lines;

/**
 * What was seen of policies while they trained: {@code curves/}, one row a point with {@code step},
 * {@code kl} from the start of the training and other means, their standard errors in {@code
 * NAME_se}.
 */
final class Trajectories {
  private static final String ENDING = ".jsonl";
  private static final double LEVEL = 0.95;

  private final Map<String, List<JsonObject>> byMethod = new LinkedHashMap<>();

  private Trajectories() {}

  static Trajectories read(Path folder) {
    Trajectories all = new Trajectories();
    for (Path file : Lines.files(folder.resolve("curves"), ENDING)) {
      String name = file.getFileName().toString();
      List<JsonObject> rows = new ArrayList<>();
      Lines.each(file, rows::add);
      all.byMethod.put(name.substring(0, name.length() - ENDING.length()), rows);
    }
    return all;
  }

  /**
   * A measure against the divergence, for each method that started from a given one.
   *
   * @param measure such as {@code gold}
   * @param start what the divergence is measured from
   * @param ofRun whether methods with a reward of their own are left out
   */
  Map<String, List<Point>> against(
      String measure, @Nullable String start, JsonObject spec, boolean ofRun) {
    Map<String, List<Point>> lines = new LinkedHashMap<>();
    byMethod.forEach(
        (method, rows) -> {
          List<Point> points = new ArrayList<>();
          for (JsonObject row : rows) {
            Double x = number(row.get("kl"));
            Double y = number(row.get(measure));
            Double error = number(row.get(measure + "_se"));
            if (x != null && y != null) {
              Interval interval =
                  error == null
                      ? Interval.NONE
                      : Interval.student(y, error, prompts(row, measure) - 1, LEVEL);
              points.add(Point.of(x, y, interval).labelled("step " + row.get("step")));
            }
          }
          if (!points.isEmpty() && starts(method, start, spec, ofRun)) {
            lines.put(method, points);
          }
        });
    return lines;
  }

  /** How many prompts a mean is over. */
  private static double prompts(JsonObject row, String measure) {
    Double own = number(row.get(measure + "_n"));
    Double all = number(row.get("n"));
    return own != null ? own : all != null ? all : 0;
  }

  private static boolean starts(
      String method, @Nullable String start, JsonObject spec, boolean ofRun) {
    return spec.get("methods") instanceof JsonArray methods
        && StreamSupport.stream(methods.spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .filter(m -> !ofRun || !(m.get("reward") instanceof JsonObject))
            .anyMatch(m -> text(m.get("name")).equals(method) && text(m.get("from")).equals(start));
  }

  private static String text(@Nullable JsonElement json) {
    return json instanceof JsonPrimitive p ? p.getAsString() : "";
  }

  private static @Nullable Double number(@Nullable JsonElement json) {
    return json instanceof JsonPrimitive p && p.isNumber() ? p.getAsDouble() : null;
  }
}
