package org.rlhf4j.runner.watch;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.Sample;

/** A trajectory as rows of files; what is not known is null. */
public final class CurveRows {
  private CurveRows() {}

  /**
   * One row a point: {@code method, step, n}, then {@code kl} (nats an answer, from the start of
   * the training), {@code proxy}, {@code gold}, {@code length} (tokens), {@code entropy} (nats an
   * answer) and {@code win_rate} (over the start, %), each with its standard error over the prompts
   * in {@code NAME_se}. Prompts without a usable verdict are left out of {@code win_rate}, and
   * {@code win_rate_n} says how many are left.
   */
  public static List<JsonObject> means(String method, Trajectory trajectory) {
    List<JsonObject> rows = new ArrayList<>();
    for (TrajectoryPoint point : trajectory.points()) {
      JsonObject row = new JsonObject();
      row.addProperty("method", method);
      row.addProperty("step", point.step());
      row.addProperty("n", point.prompts());
      for (Measure measure : Measure.values()) {
        Sample sample = measure.sample(point);
        row.add(measure.key(), number(sample.mean()));
        row.add(measure.key() + "_se", number(sample.standardError()));
        if (measure.isKnown(point) && sample.n() < point.prompts()) {
          row.addProperty(measure.key() + "_n", sample.n());
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** One row a prompt and point: {@code step, prompt, answer} and the same numbers. */
  public static List<JsonObject> single(List<Prompt> prompts, Trajectory trajectory) {
    List<JsonObject> rows = new ArrayList<>();
    for (TrajectoryPoint point : trajectory.points()) {
      for (int i = 0; i < point.prompts(); i++) {
        JsonObject row = new JsonObject();
        row.addProperty("step", point.step());
        row.addProperty("prompt", prompts.get(i).id());
        row.addProperty("answer", point.answers().get(i).text());
        for (Measure measure : Measure.values()) {
          row.add(measure.key(), number(measure.of(point)[i]));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
