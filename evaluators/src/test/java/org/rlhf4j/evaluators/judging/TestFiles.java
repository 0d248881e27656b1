package org.rlhf4j.evaluators.judging;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.testkit.DataFolder;

/** Reads JSON arrays and plain tables without quotes; stands in for the runner. */
public final class TestFiles implements PluginContext {

  /** Paths are as they are. */
  public TestFiles() {}

  /** A file of AlpacaEval's public data. */
  public static Path alpacaEval(String name) {
    return DataFolder.file("data/alpacaeval/" + name);
  }

  @Override
  public <T> List<T> rows(String path, Function<DataRow, T> parse) {
    List<DataRow> rows = path.contains(".json") ? objects(path) : table(path);
    List<T> parsed = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (DataRow row : rows) {
      try {
        parsed.add(parse.apply(row));
      } catch (UserException e) {
        bad.add("line " + row.line() + ": " + e.getMessage());
      }
    }
    if (!bad.isEmpty()) {
      throw new UserException(path + " has bad rows:\n" + String.join("\n", bad));
    }
    return parsed;
  }

  private static List<DataRow> objects(String path) {
    List<DataRow> rows = new ArrayList<>();
    for (JsonElement object : JsonParser.parseString(text(path)).getAsJsonArray()) {
      rows.add(new Row(rows.size() + 1, object.getAsJsonObject()));
    }
    return rows;
  }

  private static List<DataRow> table(String path) {
    List<String> lines = text(path).lines().toList();
    String separator = path.contains(".tsv") ? "\t" : ",";
    String[] columns = lines.get(0).split(separator, -1);
    List<DataRow> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(separator, -1);
      JsonObject row = new JsonObject();
      for (int c = 0; c < columns.length; c++) {
        row.addProperty(columns[c], fields[c]);
      }
      rows.add(new Row(i + 1, row));
    }
    return rows;
  }

  private static String text(String path) {
    try (InputStream file = Files.newInputStream(Path.of(path));
        InputStream in = path.endsWith(".gz") ? new GZIPInputStream(file) : file;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[1 << 16];
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        text.append(buffer, 0, n);
      }
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the runner's rows. */
  private record Row(int line, JsonObject json) implements DataRow {
    @Override
    public List<String> columns() {
      return List.copyOf(json.keySet());
    }

    @Override
    public boolean has(String column) {
      JsonElement value = json.get(column);
      return value != null && !value.isJsonNull() && !value.getAsString().isEmpty();
    }

    @Override
    public String text(String column) {
      if (!json.has(column)) {
        throw new UserException("\"" + column + "\" is missing");
      }
      return json.get(column).getAsString();
    }

    @Override
    public double number(String column) {
      double number = Double.parseDouble(text(column));
      if (!Double.isFinite(number)) {
        throw new UserException("\"" + column + "\" is not a finite number: " + number);
      }
      return number;
    }

    @Override
    public int integer(String column) {
      return (int) number(column);
    }

    @Override
    public List<String> texts(String column) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String json(String column) {
      return json.get(column).toString();
    }
  }

  @Override
  public RandomStream random() {
    return RandomStream.ofSeed(0);
  }

  @Override
  public Path resolve(String path) {
    return Path.of(path);
  }

  @Override
  public Path place(String path) {
    return Path.of(path);
  }

  @Override
  public String describe(Part<?> part) {
    return part.plugin().id();
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public RunLog log() {
    return RunLog.silent();
  }

  @Override
  public <T> T create(Part<T> part) {
    return part.create(this);
  }
}
