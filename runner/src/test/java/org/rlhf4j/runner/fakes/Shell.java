package org.rlhf4j.runner.fakes;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rlhf4j.runner.cli.Rlhf4j;
import org.rlhf4j.runner.cli.Surroundings;
import org.rlhf4j.runner.json.StrictJson;
import org.rlhf4j.runner.log.Console;
import org.rlhf4j.runner.plugins.CatalogSource;
import org.rlhf4j.runner.run.PathRoots;

/** The program in a folder of its own, with fake plugins. */
public final class Shell {
  /** They tell when and where, which is not the same twice. */
  private static final Set<String> OF_ONE_RUN =
      Set.of(
          "log.txt", "timings.json", "costs.json", "provenance.json", "report.html", "SHA256SUMS");

  private final Path folder;
  private final CatalogSource plugins;
  private String out = "";
  private String err = "";

  /** With {@link Fakes#catalog}. */
  public Shell(Path folder) {
    this(folder, layers -> Fakes.catalog());
  }

  /** With given plugins. */
  public Shell(Path folder, CatalogSource plugins) {
    this.folder = folder;
    this.plugins = plugins;
  }

  /** Runs a command and returns its exit code. */
  public int run(String... args) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int code =
        Rlhf4j.execute(
            new Surroundings(
                new Console(new PrintWriter(outText), new PrintWriter(errText), false),
                new PathRoots(folder, folder, folder.resolve("shared")),
                plugins),
            args);
    out = outText.toString();
    err = errText.toString();
    return code;
  }

  /** The names and contents of all files below a folder that two equal runs have in common. */
  public Map<String, String> results(String name) {
    Path root = folder.resolve(name);
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!OF_ONE_RUN.contains(file.getFileName().toString())) {
          results.put(root.relativize(file).toString(), bytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }

  /** A letter for each byte. */
  private static String bytes(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** An object. */
  public static JsonObject json(String text) {
    try {
      return StrictJson.parse(text).getAsJsonObject();
    } catch (StrictJson.Malformed e) {
      throw new AssertionError(text, e);
    }
  }

  /** What the last command wrote to standard output. */
  public String out() {
    return out;
  }

  /** What the last command wrote to standard error. */
  public String err() {
    return err;
  }

  /** Writes a file. */
  public Path write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file. */
  public String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a file. */
  public List<String> lines(String name) {
    return read(name).lines().toList();
  }

  /** Whether there is such a file. */
  public boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }
}
