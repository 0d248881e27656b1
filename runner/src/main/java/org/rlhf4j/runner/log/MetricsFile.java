package org.rlhf4j.runner.log;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.BufferedWriter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.runner.checkpoint.DurableFile;
import org.rlhf4j.runner.checkpoint.Sums;
import org.rlhf4j.runner.json.JsonDocument;
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
  private final Path kept;
  private final Sums sums;
  private final MessageDigest digest = KeptRows.newDigest();
  private final Map<String, Integer> rows = new HashMap<>(); // by method
  private long end;
  private @Nullable FileChannel channel;
  private @Nullable BufferedWriter steps;
  private boolean broken;

  MetricsFile(Path folder) {
    file = folder.resolve("metrics.jsonl");
    legendFile = folder.resolve("metrics-legend.json");
    kept = folder.resolve("checkpoints").resolve("metrics.kept");
    sums = new Sums(folder);
    KeptRows.check(file, kept);
    if (!Files.exists(legendFile)) {
      legend = new JsonObject();
    } else if (JsonDocument.read(legendFile).root() instanceof JsonObject before) {
      legend = before;
    } else {
      throw new UserException(legendFile + " is not what a run writes");
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
    opened(); // only now is it known which rows an interrupted run left
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
    BufferedWriter steps = opened();
    String line = JsonText.line(row) + LINE_END;
    try {
      steps.write(line);
      steps.flush();
    } catch (IOException e) {
      broken = true;
      throw DurableFile.notWritten(file, e);
    }
    digest.update(line.getBytes(StandardCharsets.UTF_8));
    rows.merge(method, 1, Integer::sum);
    if (docs.size() > explained) {
      legend.add(method, docs);
      byte[] text = JsonText.pretty(legend).getBytes(StandardCharsets.UTF_8);
      sums.recordWhen(legendFile, () -> write(legendFile, text));
    }
  }

  private BufferedWriter opened() {
    if (steps == null) {
      try {
        steps = open();
      } catch (IOException e) {
        throw DurableFile.notWritten(file, e);
      }
    }
    return steps;
  }

  private static void write(Path file, byte[] bytes) {
    try {
      DurableFile.write(file, out -> out.write(bytes));
    } catch (IOException e) {
      throw DurableFile.notWritten(file, e);
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
    if (Files.exists(file)) {
      readKept();
      KeptRows.write(kept, end, digest); // before what comes after is taken out
    }
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.truncate(end);
    channel.position(channel.size());
    return new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
  }

  /** The rows that stay. */
  private void readKept() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(Math.toIntExact(end));
    }
    digest.update(bytes);
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      JsonObject row = object(line);
      if (row == null || !(row.get("method") instanceof JsonPrimitive method)) {
        throw new UserException(
            file + " is not what a run writes: a row is damaged; put back what was there");
      }
      rows.merge(method.getAsString(), 1, Integer::sum);
    }
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
    if (channel == null) {
      return;
    }
    try {
      DurableFile.force(channel);
      KeptRows.write(kept, channel.position(), digest);
    } catch (IOException e) {
      throw DurableFile.notWritten(file, e);
    }
  }

  @Override
  public void close() {
    try {
      if (steps != null && !broken) {
        steps.close();
      } else if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw DurableFile.notWritten(file, e);
    }
  }
}
