package org.rlhf4j.runner.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.runner.estimate.Estimate.Line;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.HugePlugin;
import org.rlhf4j.runner.fakes.Shell;
import org.rlhf4j.runner.run.ModelMemory;

/** Counts against those of a pencil, and what {@code validate} prints of them. */
final class EstimateTest {
  /** "say N" is six tokens with the beginning; "aaa" is four with the end; the context is 64. */
  private static final String SPEC =
      """
      {"name": "mini",
       "policy": POLICY,
       "data": {"demonstrations": {"id": "words", "options": {"count": 10}},
                "prompts": {"id": "words", "options": {"count": 6}},
                "evaluation": {"id": "words", "options": {"count": 5}}},
       "feedback": {"judge": {"id": "many-as"}, "pairsPerPrompt": 2,
                    "decoding": {"maxNewTokens": 8}},
       "reward": {"id": "pairwise"},
       "methods": [{"id": "sft", "options": {"training": {"batchSize": 4, "epochs": 3}}},
                   {"id": "dpo", "options": {"training": {"batchSize": 4, "maxSteps": 2}}},
                   {"id": "ppo"}],
       "decoding": {"maxNewTokens": 10},
       "evaluate": [{"id": "share"}]}
      """;

  @TempDir Path folder;
  private Shell shell;

  @BeforeEach
  void open() {
    List<Plugin<?, ?>> plugins = new ArrayList<>(Fakes.plugins());
    plugins.add(new HugePlugin());
    Catalog real = Catalog.load(List.of());
    List.of("win-rate", "leaderboard", "mean-reward", "mode-collapse")
        .forEach(id -> plugins.add(real.get(EvaluatorPlugin.class, id)));
    shell = new Shell(folder, layers -> Catalog.of(plugins));
  }

  private String validate(String policy, String... more) {
    shell.write("mini.json", SPEC.replace("POLICY", policy));
    List<String> args = new ArrayList<>(List.of("validate", "mini.json"));
    args.addAll(List.of(more));
    assertEquals(0, shell.run(args.toArray(String[]::new)), () -> shell.err());
    return shell.out();
  }

  private static List<String> cells(String text, String stage) {
    return text.lines()
        .dropWhile(l -> !l.startsWith("estimate of"))
        .filter(l -> l.startsWith("  " + stage))
        .findFirst()
        .map(l -> List.of(l.strip().split(" {2,}")))
        .orElseThrow(() -> new AssertionError(stage + " is not in\n" + text));
  }

  @Test
  void countsAreThoseOfAPencil() {
    String text = validate("{\"id\": \"transformer\"}");
    // 5 answers of at most 10 tokens
    assertEquals("50", cells(text, "base: answers").get(1));
    // 6 prompts, 2 pairs each, 2 answers a pair, at most 8 tokens; a verdict a pair
    assertEquals(List.of("feedback", "192", "12"), cells(text, "feedback ").subList(0, 3));
    // 10 rows of 6 + 4 tokens, 3 times; and the answers
    assertEquals(List.of("sft", "50", "300"), cells(text, "sft ").subList(0, 3));
    // 2 steps of 4 examples of 6 + 8 tokens
    assertEquals(List.of("dpo", "50", "112"), cells(text, "dpo ").subList(0, 3));
    assertTrue(text.contains("ppo (a part does not say)"), text);
    assertEquals("does not say", cells(text, "evaluator share").get(1));
    assertTrue(text.contains("time: measured here just now"), text);
    assertFalse(text.contains("parameters;"), text);
  }

  @Test
  void whatJudgingCostsAndTellsIsKnownBefore() {
    String judge = "{\"judge\": {\"id\": \"many-as\"}}";
    String text =
        validate(
            "{\"id\": \"transformer\"}",
            "--set",
            "evaluate=[{\"id\": \"win-rate\", \"options\": JUDGE}, {\"id\": \"leaderboard\","
                    .replace("JUDGE", judge)
                + " \"options\": "
                + judge
                + "}, {\"id\": \"mean-reward\"}, {\"id\": \"mode-collapse\", \"options\":"
                + " {\"samples\": 3, \"maxNewTokens\": 7}}, {\"id\": \"share\"}]");
    // sft is the baseline of base, dpo and ppo: 3 x 5 prompts x 2 orders; and 6 pairs of 4
    assertEquals("30", cells(text, "evaluator win-rate").get(1));
    assertEquals("60", cells(text, "evaluator leaderboard").get(1));
    // 4 x 5 answers, which the reward's network reads behind six tokens of prompt
    assertEquals(List.of("120", "20"), cells(text, "evaluator mean-reward").subList(1, 3));
    // 4 x 5 x 3 answers of 7 tokens, which are read again behind six tokens of prompt
    assertEquals(List.of("420", "780"), cells(text, "evaluator mode-collapse").subList(1, 3));
    assertEquals("does not say", cells(text, "evaluator share").get(1));
    // (1.96 + 0.84) 50 / sqrt(5), and sqrt(2) times as much
    String rate = " is told from 50 % in 4 of 5 cases if it is 62.6 points away, and two of them";
    assertTrue(text.contains("win-rate: With 5 prompts a win rate" + rate), text);
    assertTrue(text.contains("from each other if they are 88.6 apart"), text);
    assertTrue(
        text.contains("leaderboard: With 5 prompts the win rate of one method over another" + rate),
        text);
    assertTrue(text.contains("if it is 1.25 standard deviations"), text);
    assertEquals(4 - 1, text.lines().filter(l -> l.contains(": With 5 prompts ")).count());
  }

  @Test
  void severalRunsAreCountedTogether() {
    String text =
        validate(
            "{\"id\": \"transformer\"}",
            "--set",
            "sweep={\"seed\": [1, 2], \"device\": [\"cpu\", \"auto\"]}");
    assertTrue(text.contains("estimate of one of 4 runs"), text);
    assertTrue(text.contains("all 4 runs, one after the other: "), text);
  }

  @Test
  void memoryIsThatOfWeightsGradientsAndMoments() {
    long parameters = 1 << 20; // 4 MiB of weights, 12 more to train
    String text = validate("{\"id\": \"huge\", \"options\": {\"parameters\": " + parameters + "}}");
    // base, the method's own and the reward's weights, and what training adds
    assertTrue(cells(text, "sft ").contains("24 MiB"), text);
    // and what sft made
    assertTrue(cells(text, "dpo ").contains("28 MiB"), text);
    assertTrue(text.contains("1,048,576 parameters"), text);
  }

  @Test
  void whatCannotFitIsRefused() {
    long parameters = ModelMemory.machine() / 16; // all methods need more than 16 bytes for each
    shell.write(
        "mini.json",
        SPEC.replace(
            "POLICY", "{\"id\": \"huge\", \"options\": {\"parameters\": " + parameters + "}}"));
    for (String command : List.of("validate", "run")) {
      assertEquals(2, shell.run(command, "mini.json"));
      assertTrue(
          shell.err().contains("policy (line 2, column 2): weights, gradients and moments"),
          shell.err());
      assertTrue(shell.err().contains("of this machine: sft "), shell.err());
    }
    // what lies on an accelerator is none of this machine's business
    assertEquals(0, shell.run("validate", "mini.json", "--set", "device=gpu:0"), () -> shell.err());
  }

  @Test
  void workOfRealMethodsIsThatOfAPencil() {
    Work.Amounts amounts = new Work.Amounts(100, 40, 30, 20, 16);
    assertEquals(
        List.of(
            Work.on(Work.Kind.READ, Work.Rows.PREFERENCES, 60),
            Work.on(Work.Kind.LEARN, Work.Rows.PREFERENCES, 60)),
        work("dpo", amounts));
    assertEquals(
        List.of(Work.on(Work.Kind.LEARN, Work.Rows.PREFERENCES, 60)), work("simpo", amounts));
    // 16 answers for each of 20 prompts, one of which everybody draws
    assertEquals(
        List.of(Work.onOwn(Work.Kind.GENERATE, 300, 16), Work.onOwn(Work.Kind.REWARD, 320, 16)),
        work("best-of-n", amounts));
    // 100 batches of 64; the default preset passes twice over each, with policy and value model
    assertEquals(
        List.of(
            Work.onOwn(Work.Kind.GENERATE, 6400, 64),
            Work.onOwn(Work.Kind.REWARD, 6400, 64),
            Work.onOwn(Work.Kind.READ, 6400, 64),
            Work.onOwn(Work.Kind.LEARN, 12_800, 64),
            Work.onOwn(Work.Kind.READ, 6400, 64),
            Work.onOwn(Work.Kind.LEARN_SCALAR, 12_800, 64)),
        work("ppo", amounts));
  }

  @Test
  void everyMethodOfTheProgramSaysWhatItWillDo() {
    Work.Amounts amounts = new Work.Amounts(100, 40, 30, 20, 16);
    for (OptimizerPlugin<?> plugin : Catalog.load(List.of()).all(OptimizerPlugin.class)) {
      assertFalse(work(plugin.id(), amounts).isEmpty(), plugin.id());
    }
  }

  private static List<Work> work(String id, Work.Amounts amounts) {
    OptimizerPlugin<?> plugin = Catalog.load(List.of()).get(OptimizerPlugin.class, id);
    Part<Optimizer> part = Part.of(plugin);
    return part.create(null).work(amounts);
  }

  @Test
  void sumsAreSums() {
    Line a = new Line("a", true, 1, 2, 3, 4, 5, 60);
    Line b = new Line("b", true, 10, 20, 30, 40, 50, 6);
    assertEquals(new Line("in all", true, 11, 22, 33, 44, 55, 60), Line.sum(List.of(a, b)));
    assertEquals(
        11 / 2.0 + 22 / 4.0 + 33 / 8.0, Line.sum(List.of(a, b)).seconds(new Speed(2, 4, 8, 0)));
  }
}
