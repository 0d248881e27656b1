package org.rlhf4j.testkit;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;

/**
 * The surroundings of a plugin under test, all in memory: a random stream of a fixed seed, rows
 * that the test wrote down, a log that remembers, and parts that are what the test gives. Files are
 * there only below a folder that the test names. Setters return this context, so that they chain.
 *
 * <pre>{@code
 * TestContext context = new TestContext().rows("labels.csv", List.of(Map.of("item", "1", "label", "A")));
 * Part<Judge> judge = TestContext.part("anne", ScriptedJudge.reading(Verdict.of(1)));
 * Evaluator evaluator = new MyPlugin().create(new MyOptions("labels.csv", judge), context);
 * }</pre>
 */
public final class TestContext implements PluginContext {

  /** The options of a part that holds a thing: nothing can be set. */
  public record Nothing() {}

  /** A plugin that makes what a test gives. */
  private record Given<T>(String id, Supplier<? extends T> thing) implements Plugin<T, Nothing> {

    @Override
    public String summary() {
      return "given by a test";
    }

    @Override
    public Nothing defaults() {
      return new Nothing();
    }

    @Override
    public T create(Nothing options, PluginContext context) {
      return thing.get();
    }
  }

  private final RecordingLog log = new RecordingLog();
  private final Map<String, List<Map<String, Object>>> files = new LinkedHashMap<>();
  private final List<Object> made = new ArrayList<>();
  private final Map<String, Integer> partsOfId = new HashMap<>();
  private RandomStream random = RandomStream.ofSeed(0);
  private String device = "cpu";
  private @Nullable Path folder;

  /** Seed 0, the CPU, no folder and no rows. */
  public TestContext() {}

  /** Draws from this stream. */
  public TestContext random(RandomStream stream) {
    random = stream;
    return this;
  }

  /** Says that the user chose this device. */
  public TestContext device(String name) {
    device = name;
    return this;
  }

  /** Files are looked for, and places are, below this folder. */
  public TestContext folder(Path path) {
    folder = path;
    return this;
  }

  /**
   * Rows of a file that does not exist.
   *
   * @param path what a plugin calls the file
   * @param rows names and values: texts, numbers, and lists of texts
   */
  public TestContext rows(String path, List<? extends Map<String, ?>> rows) {
    files.put(path, rows.stream().<Map<String, Object>>map(LinkedHashMap::new).toList());
    return this;
  }

  /**
   * A part that is this thing, whoever makes it and however often.
   *
   * @param id as a spec would name its plugin
   */
  public static <T> Part<T> part(String id, T thing) {
    return Part.of(new Given<>(id, () -> thing));
  }

  /**
   * A part that is made anew each time, for things that are closed by those who made them.
   *
   * @param id as a spec would name its plugin
   * @param make gives what the part is
   */
  public static <T> Part<T> partOf(String id, Supplier<? extends T> make) {
    return Part.of(new Given<>(id, make));
  }

  /** What was made of parts, in order: who made them must close them. */
  public List<Object> made() {
    return List.copyOf(made);
  }

  /** What the plugin noted. */
  public List<String> notes() {
    return log.notes();
  }

  @Override
  public RandomStream random() {
    return random;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserException also if no folder was given
   */
  @Override
  public Path resolve(String path) {
    Path file = place(path);
    if (!Files.exists(file)) {
      throw new UserException("there is no file or folder " + file);
    }
    return file;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserException also if no folder was given
   */
  @Override
  public Path place(String path) {
    if (folder == null) {
      throw new UserException(
          "\"" + path + "\": this test has no files; give its context a folder(...)");
    }
    try {
      return folder.resolve(path);
    } catch (InvalidPathException e) {
      throw new UserException("\"" + path + "\" is not a legal path: " + e.getMessage(), e);
    }
  }

  /** {@inheritDoc} The file is one of those given by {@link #rows(String, List)}. */
  @Override
  public <T> List<T> rows(String path, Function<DataRow, T> parse) {
    List<Map<String, Object>> rows = files.get(path);
    if (rows == null || rows.isEmpty()) {
      throw new UserException(
          "there are no rows \"" + path + "\" in this test, only of " + files.keySet());
    }
    List<T> parsed = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      try {
        parsed.add(parse.apply(new MemoryRow(i + 1, rows.get(i))));
      } catch (UserException e) {
        bad.add("line " + (i + 1) + ": " + e.getMessage());
      }
    }
    if (!bad.isEmpty()) {
      throw new UserException(path + " has bad rows:\n" + String.join("\n", bad));
    }
    return parsed;
  }

  @Override
  public String describe(Part<?> part) {
    return OptionsJson.of(part);
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public RunLog log() {
    return log;
  }

  /** {@inheritDoc} It gets a stream of its own, by its id and how many of that id there were. */
  @Override
  public <T> T create(Part<T> part) {
    String id = part.plugin().id();
    int before = partsOfId.merge(id, 1, Integer::sum) - 1;
    TestContext child = new TestContext().random(random.child("part").child(id).child(before));
    child.device = device;
    child.folder = folder;
    child.files.putAll(files);
    T thing = part.create(child);
    made.add(thing);
    return thing;
  }
}
