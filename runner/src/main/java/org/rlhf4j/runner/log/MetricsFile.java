package org.rlhf4j.runner.log;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.spec.Records;

/**
 * {@code metrics.jsonl}, one object a step: {@code method}, {@code step} and the numbers of the
 * step; what is not finite is null. Beside it stands {@code metrics-legend.json}: for each method
 * what its numbers mean.
 */
final class MetricsFile implements AutoCloseable {
  private final Path legendFile;
  private final BufferedWriter steps;
  private final JsonObject legend = new JsonObject();

  MetricsFile(Path folder) {
    legendFile = folder.resolve("metrics-legend.json");
    try {
      steps = Files.newBufferedWriter(folder.resolve("metrics.jsonl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String method, int step, Record metrics) {
    JsonObject row = new JsonObject();
    row.addProperty("method", method);
    row.addProperty("step", step);
    boolean explained = legend.has(method);
    JsonObject docs = explained ? legend.getAsJsonObject(method) : new JsonObject();
    for (RecordComponent component : metrics.getClass().getRecordComponents()) {
      Metric metric = component.getAnnotation(Metric.class);
      JsonElement number = number(Records.get(metrics, component));
      if (number != null) {
        String name = metric == null ? component.getName() : metric.name();
        row.add(name, number);
        docs.addProperty(name, metric == null ? "" : metric.doc());
      }
    }
    try {
      steps.write(JsonText.line(row));
      steps.newLine();
      steps.flush();
      if (!explained) {
        legend.add(method, docs);
        Files.writeString(legendFile, JsonText.pretty(legend));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable JsonElement number(@Nullable Object value) {
    if (value instanceof Double || value instanceof Float) {
      double x = ((Number) value).doubleValue();
      return Double.isFinite(x) ? new JsonPrimitive((Number) value) : JsonNull.INSTANCE;
    }
    return value instanceof Number n ? new JsonPrimitive(n) : null;
  }

  @Override
  public void close() {
    try {
      steps.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
