package org.rlhf4j.runner.log;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.BufferedWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.Stateful;
import org.rlhf4j.runner.checkpoint.DurableFile;
import org.rlhf4j.runner.json.JsonText;
import org.rlhf4j.runner.json.StrictJson;
import org.rlhf4j.runner.spec.Records;

/**
 * {@code metrics.jsonl}, one object a step: {@code method}, {@code step} and the numbers of the
 * step; what is not finite is null. Beside it stands {@code metrics-legend.json}: for each method
 * what its numbers mean.
 *
 * <p>An interrupted run may have written steps after its last checkpoint. Its state says how long
 * the file was then. What comes after is taken out before the first row of the run that goes on,
 * and the finished file is that of a run without interruption. For the same reason the rows of
 * judges and other parts that only count in memory are numbered by how many of them stand there.
 */
final class MetricsFile implements AutoCloseable, Stateful {
  private static final String LINE_END = "\n";

  private final Path file;
  private final Path legendFile;
  private final JsonObject legend;
  private final Map<String, Integer> rows = new HashMap<>(); // by method
  private long end;
  private @Nullable FileChannel channel;
  private @Nullable BufferedWriter steps;

  MetricsFile(Path folder) {
    file = folder.resolve("metrics.jsonl");
    legendFile = folder.resolve("metrics-legend.json");
    try {
      JsonObject before =
          Files.exists(legendFile) ? object(Files.readString(legendFile)) : new JsonObject();
      legend = before == null ? new JsonObject() : before;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable JsonObject object(String text) {
    try {
      JsonElement json = StrictJson.parse(text);
      return json.isJsonObject() ? json.getAsJsonObject() : null;
    } catch (StrictJson.Malformed e) {
      return null;
    }
  }

  /** Adds a row of what has no steps of its own, such as a judge: its rows are numbered here. */
  void writeNext(String method, Record metrics) {
    try {
      if (steps == null) {
        steps = open(); // only now is it known which rows an interrupted run left
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(method, rows.getOrDefault(method, 0) + 1, metrics);
  }

  void write(String method, int step, Record metrics) {
    JsonObject row = new JsonObject();
    row.addProperty("method", method);
    row.addProperty("step", step);
    // a judge and the judge that it wraps report under one name
    JsonObject docs = legend.has(method) ? legend.getAsJsonObject(method) : new JsonObject();
    int explained = docs.size();
    addNumbers(metrics, row, docs);
    try {
      if (steps == null) {
        steps = open();
      }
      steps.write(JsonText.line(row) + LINE_END);
      steps.flush();
      rows.merge(method, 1, Integer::sum);
      if (docs.size() > explained) {
        legend.add(method, docs);
        byte[] text = JsonText.pretty(legend).getBytes(StandardCharsets.UTF_8);
        DurableFile.write(legendFile, bytes -> bytes.write(text));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of a record, those of records in it included, with what they mean. */
  private static void addNumbers(Record metrics, JsonObject row, JsonObject docs) {
    for (RecordComponent component : metrics.getClass().getRecordComponents()) {
      Metric metric = component.getAnnotation(Metric.class);
      Object value = Records.get(metrics, component);
      if (value instanceof Record nested) {
        addNumbers(nested, row, docs);
        continue;
      }
      JsonElement number = number(value);
      if (number != null) {
        String name = metric == null ? component.getName() : metric.name();
        row.add(name, number);
        docs.addProperty(name, metric == null ? "" : metric.doc());
      }
    }
  }

  private BufferedWriter open() throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(end);
    channel.position(channel.size());
    for (String line : Files.readAllLines(file)) {
      JsonObject row = object(line);
      if (row != null && row.has("method")) {
        rows.merge(row.get("method").getAsString(), 1, Integer::sum);
      }
    }
    return new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    out.writeLong(channel == null ? end : channel.position());
  }

  @Override
  public void readState(DataInput in) throws IOException {
    end = Math.max(end, in.readLong()); // rows are only ever added
  }

  private static @Nullable JsonElement number(@Nullable Object value) {
    if (value instanceof Double || value instanceof Float) {
      double x = ((Number) value).doubleValue();
      return Double.isFinite(x) ? new JsonPrimitive((Number) value) : JsonNull.INSTANCE;
    }
    return value instanceof Number n ? new JsonPrimitive(n) : null;
  }

  /** Brings the rows so far to the disk. */
  void force() {
    try {
      if (channel != null) {
        DurableFile.force(channel);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (steps != null) {
        steps.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
