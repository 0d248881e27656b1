package org.rlhf4j.policies;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataRow;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;

/** Makes policies for tests: through the plugin, as the runner does. */
final class Policies {

  private Policies() {}

  static TransformerPolicy load(Path folder) {
    return make(options(folder.toString(), null, TransformerOptions.Dtype.FLOAT32, 2048, 64));
  }

  static TransformerPolicy load(Path folder, TransformerOptions.Dtype dtype) {
    return make(options(folder.toString(), null, dtype, 2048, 64));
  }

  /** A small model of random weights whose words are a b c ... and so on. */
  static TransformerPolicy tiny(int tokensPerMicrobatch, int generationRows) {
    return make(
        options(
            null,
            Part.of(new Words()),
            TransformerOptions.Dtype.FLOAT32,
            tokensPerMicrobatch,
            generationRows));
  }

  static TransformerPolicy make(TransformerOptions options) {
    return (TransformerPolicy) new TransformerPlugin().create(options, new Context());
  }

  static TransformerOptions options(
      String path, Part<DataSource> words, TransformerOptions.Dtype dtype, int tokens, int rows) {
    return new TransformerOptions(
        path,
        words,
        path == null ? new ModelSizes(16, 2, 2, 1, 24, 32, 0.02) : null,
        null,
        false,
        dtype,
        tokens,
        rows,
        "2024-07-26");
  }

  /** With an adapter beside a folder's weights; or none, for a folder that holds one. */
  static TransformerPolicy adapted(Path folder, @Nullable AdapterOptions adapter, boolean merge) {
    return adapted(folder, adapter, merge, TransformerOptions.Dtype.FLOAT32);
  }

  static TransformerPolicy adapted(
      Path folder, @Nullable AdapterOptions adapter, boolean merge, TransformerOptions.Dtype type) {
    return make(
        new TransformerOptions(
            folder.toString(), null, null, adapter, merge, type, 64, 8, "2024-07-26"));
  }

  record NoOptions() {}

  static final class Words implements DataSourcePlugin<NoOptions> {
    @Override
    public String id() {
      return "words";
    }

    @Override
    public String summary() {
      return "ten words";
    }

    @Override
    public NoOptions defaults() {
      return new NoOptions();
    }

    @Override
    public DataSource create(NoOptions options, PluginContext context) {
      return new DataSource() {
        @Override
        public List<Demonstration> demonstrations() {
          return List.of(
              new Demonstration(new Prompt("1", "a b c d e"), Answer.ofText("f g h i j")));
        }
      };
    }
  }

  static class Context implements PluginContext {
    @Override
    public RandomStream random() {
      return RandomStream.ofSeed(1);
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
      return part.create(this);
    }
  }
}
