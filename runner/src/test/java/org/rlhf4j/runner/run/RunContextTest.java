package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.DataSource;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.DataSourcePlugin;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;

final class RunContextTest {
  private final List<String> streams = new ArrayList<>();

  private RunContext root() {
    PathRoots places = new PathRoots(Path.of("/here"), null, Path.of("/data"));
    return RunContext.root(5, new InputFiles(places, null), "cpu", RunLog.silent());
  }

  /** How many. */
  record Count(int n) {}

  /** Writes down which stream it is given. */
  private abstract class Writing<T> implements Plugin<T, Count> {
    private final String id;
    private final T made;

    Writing(String id, T made) {
      this.id = id;
      this.made = made;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String summary() {
      return "";
    }

    @Override
    public Count defaults() {
      return new Count(1);
    }

    @Override
    public T create(Count options, PluginContext context) {
      streams.add(context.random().toString());
      return made;
    }
  }

  private final class Data extends Writing<DataSource> implements DataSourcePlugin<Count> {
    Data() {
      super("data", new DataSource() {});
    }
  }

  private final class Judging extends Writing<Judge> implements JudgePlugin<Count> {
    Judging() {
      super("judge", comparisons -> List.of());
    }
  }

  @Test
  void theSameDataIsTheSameEverywhere() {
    RunContext one = root();
    RunContext other = one.child(RandomStream.ofSeed(99), RunLog.silent());
    one.create(Part.of(new Data()));
    other.create(Part.of(new Data()));
    other.create(new Part<>(new Data(), new Count(2)));
    assertEquals(streams.get(0), streams.get(1));
    assertNotEquals(streams.get(0), streams.get(2));
  }

  @Test
  void partsHaveStreamsOfTheirOwn() {
    RunContext one = root();
    one.create(Part.of(new Judging()));
    one.create(Part.of(new Judging()));
    root().create(Part.of(new Judging()));
    assertNotEquals(streams.get(0), streams.get(1));
    assertEquals(streams.get(0), streams.get(2));
  }

  @Test
  void theDataFolderIsBesideTheProgramUnlessTheUserSays() {
    Path here = Path.of("").toAbsolutePath();
    assertEquals(Path.of("/program/shared"), PathRoots.of(Map.of(), "/program/rlhf4j").data());
    assertEquals(here.resolveSibling("shared"), PathRoots.of(Map.of(), null).data());
    assertEquals(
        here.resolve("mine"),
        PathRoots.of(Map.of("RLHF4J_DATA", "mine"), "/program/rlhf4j").data());
    assertEquals(
        Path.of("/mine"), PathRoots.of(Map.of("RLHF4J_DATA", "/mine"), "/program/rlhf4j").data());
  }
}
