package org.rlhf4j.rewards;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.run.RunLog;

/** The surroundings of plugins under test: paths as they are, parts as given. */
public final class TestContext implements PluginContext {

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

  private final List<Object> made = new ArrayList<>();

  /** Nothing was made yet. */
  public TestContext() {}

  /** A part that makes what is given. */
  public static <T> Part<T> part(String id, T thing) {
    return Part.of(new Given<>(id, thing));
  }

  /** A reward, made by its plugin. */
  public static <O extends Record> RewardModel make(RewardModelPlugin<O> plugin, O options) {
    return plugin.create(options, new TestContext());
  }

  /** What was made of parts, in order. */
  public List<Object> made() {
    return made;
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
  public <T> List<T> rows(String path, Function<DataRow, T> parse) {
    throw new UnsupportedOperationException("no files of rows here");
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
    T thing = part.create(this);
    made.add(thing);
    return thing;
  }
}
