package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;

final class TestContextTest {

  /** Of every kind of option. */
  public record Options(
      @Option("a number") double weight,
      @Option("a word") Mode mode,
      @Option("a text") @Nullable String words,
      @Option("numbers") List<Integer> sizes,
      @Option("by name") Map<String, Double> shares,
      @Option("another") @Nullable Part<RewardModel> reward,
      @Option(value = "how", howOnly = true) int threads) {}

  /** Two words. */
  public enum Mode {
    LEAST_SQUARES,
    OTHER
  }

  private static final class Drawn implements RewardModelPlugin<Options> {
    @Override
    public String id() {
      return "drawn";
    }

    @Override
    public String summary() {
      return "a number of its stream";
    }

    @Override
    public Options defaults() {
      return new Options(
          0.5, Mode.LEAST_SQUARES, "a\"b\n", List.of(1, 2), Map.of("x", 1.0), null, 3);
    }

    @Override
    public RewardModel create(Options options, PluginContext context) {
      double drawn = context.random().uniform(0);
      context.log().note("drawn");
      return new FunctionReward(r -> drawn);
    }
  }

  private static double score(RewardModel reward) {
    return reward.score(new OracleProblem().responses())[0];
  }

  @Test
  void withoutAFolderThereAreNoFiles() {
    UserException e =
        assertThrows(UserException.class, () -> new TestContext().resolve("words.txt"));
    assertEquals(
        "\"words.txt\": this test has no files; give its context a folder(...)", e.getMessage());
    assertThrows(UserException.class, () -> new TestContext().place("cache"));
  }

  @Test
  void filesLieBelowTheFolder(@TempDir Path folder) throws IOException {
    TestContext context = new TestContext().folder(folder);
    assertEquals(folder.resolve("cache"), context.place("cache"));
    assertThrows(UserException.class, () -> context.resolve("words.txt"));
    Files.writeString(folder.resolve("words.txt"), "good");
    assertEquals(folder.resolve("words.txt"), context.resolve("words.txt"));
  }

  @Test
  void rowsAreReadAndBadOnesNamedAtOnce() {
    Map<String, Object> second = new LinkedHashMap<>();
    second.put("label", null);
    second.put("n", "2.5");
    TestContext context =
        new TestContext()
            .rows(
                "labels.csv",
                List.of(Map.of("label", "A", "n", 1, "tags", List.of("x", "y")), second));
    assertEquals(
        List.of("A [x, y] [\"x\",\"y\"]", "1.0"),
        new ArrayList<>(
            Arrays.asList(
                context
                    .rows(
                        "labels.csv",
                        r ->
                            r.has("label")
                                ? r.text("label") + " " + r.texts("tags") + " " + r.json("tags")
                                : "")
                    .get(0),
                "" + context.rows("labels.csv", r -> r.number("n")).get(0))));
    UserException e =
        assertThrows(
            UserException.class,
            () -> context.rows("labels.csv", r -> r.line() + r.text("label") + r.integer("n")));
    assertEquals(
        "labels.csv has bad rows:\nline 2: label is missing; there is label, n", e.getMessage());
    e = assertThrows(UserException.class, () -> context.rows("labels.csv", r -> r.integer("n")));
    assertEquals(
        "labels.csv has bad rows:\nline 2: n must be a whole number, found 2.5", e.getMessage());
    assertThrows(UserException.class, () -> context.rows("others.csv", r -> r.line()));
  }

  @Test
  void partsAreWhatTheTestGives() {
    TestContext context = new TestContext();
    ScriptedJudge judge = ScriptedJudge.reading();
    assertSame(judge, context.create(TestContext.part("anne", judge)));
    assertEquals(List.of(judge), context.made());
    Part<RewardModel> each = TestContext.partOf("oracle", new OracleProblem()::reward);
    assertNotSame(context.create(each), context.create(each));
    assertEquals(
        "{\"id\":\"anne\",\"options\":{}}", context.describe(TestContext.part("anne", judge)));
  }

  @Test
  void partsHaveStreamsOfTheirOwn() {
    Part<RewardModel> part = Part.of(new Drawn());
    TestContext context = new TestContext().random(RandomStream.ofSeed(3));
    double first = score(context.create(part));
    assertNotEquals(first, score(context.create(part)));
    assertEquals(first, score(new TestContext().random(RandomStream.ofSeed(3)).create(part)));
    assertNotEquals(first, score(new TestContext().create(part)));
  }

  @Test
  void describesWhatDecides() {
    Options defaults = new Drawn().defaults();
    Part<RewardModel> inner = Part.of(new Drawn());
    Part<RewardModel> outer =
        new Part<>(
            new Drawn(),
            new Options(1, Mode.OTHER, null, List.of(), Map.of(), inner, defaults.threads()));
    assertEquals(
        "{\"id\":\"drawn\",\"options\":{\"weight\":1.0,\"mode\":\"other\",\"words\":null,"
            + "\"sizes\":[],\"shares\":{},\"reward\":{\"id\":\"drawn\",\"options\":{\"weight\":0.5,"
            + "\"mode\":\"least-squares\",\"words\":\"a\\\"b\\u000a\",\"sizes\":[1,2],"
            + "\"shares\":{\"x\":1.0},\"reward\":null}}}}",
        new TestContext().describe(outer));
  }
}
