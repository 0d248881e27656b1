package org.rlhf4j.evaluators.setting;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;

/** The surroundings of evaluators under test: files of JSON Lines in a folder, parts as given. */
public final class FileContext implements PluginContext {

  /** Nothing to set. */
  public record None() {}

  private record Given<T>(String id, T thing) implements Plugin<T, None> {
    @Override
    public String summary() {
      return id;
    }

    @Override
    public None defaults() {
      return new None();
    }

    @Override
    public T create(None options, PluginContext context) {
      return thing;
    }
  }

  private final Path folder;

  /**
   * @param folder where files lie
   */
  public FileContext(Path folder) {
    this.folder = folder;
  }

  /** Writes a file and returns its name. */
  public String file(String name, String... lines) {
    try {
      Files.write(folder.resolve(name), List.of(lines));
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A part that makes what is given. */
  public static <T> Part<T> part(String id, T thing) {
    return Part.of(new Given<>(id, thing));
  }

  /** A part that makes a data source. */
  public static Part<DataSource> data(DataSource source) {
    return part("rows", source);
  }

  @Override
  public RandomStream random() {
    return RandomStream.ofSeed(0);
  }

  @Override
  public Path resolve(String path) {
    return folder.resolve(path);
  }

  @Override
  public Path place(String path) {
    return folder.resolve(path);
  }

  @Override
  public <T> List<T> rows(String path, Function<DataRow, T> parse) {
    try {
      List<T> rows = new ArrayList<>();
      List<String> bad = new ArrayList<>();
      int line = 0;
      for (String text : Files.readAllLines(resolve(path))) {
        try {
          rows.add(
              parse.apply(new JsonRow(++line, JsonParser.parseString(text).getAsJsonObject())));
        } catch (UserException e) {
          bad.add("line " + line + ": " + e.getMessage());
        }
      }
      if (!bad.isEmpty()) {
        throw new UserException(String.join("\n", bad));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  private record JsonRow(int line, JsonObject json) implements DataRow {
    @Override
    public List<String> columns() {
      return List.copyOf(json.keySet());
    }

    @Override
    public boolean has(String column) {
      return json.has(column)
          && !json.get(column).isJsonNull()
          && !json.get(column).toString().equals("\"\"");
    }

    @Override
    public String text(String column) {
      return value(column).getAsString();
    }

    @Override
    public double number(String column) {
      return value(column).getAsDouble();
    }

    @Override
    public int integer(String column) {
      return value(column).getAsInt();
    }

    @Override
    public List<String> texts(String column) {
      List<String> texts = new ArrayList<>();
      for (JsonElement element : (JsonArray) value(column)) {
        texts.add(element.getAsString());
      }
      return texts;
    }

    @Override
    public String json(String column) {
      return value(column).toString();
    }

    private JsonElement value(String column) {
      if (!json.has(column) || json.get(column).isJsonNull()) {
        throw new UserException("\"" + column + "\" is missing");
      }
      return json.get(column);
    }
  }
}
