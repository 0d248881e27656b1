package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInput;
import java.io.DataOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.plugin.Catalog;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.Plugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.runner.fakes.Fakes;
import org.rlhf4j.runner.fakes.Shell;

/** A reward that says no number ends the run, and the answer is named. */
final class CheckedRewardTest {
  private static final List<Response> TWO =
      List.of(
          new Response(new Prompt("p1", "how\n  many?"), Answer.ofText("two")),
          new Response(new Prompt("p2", "who?"), Answer.ofText("x".repeat(99))));

  /** Options of {@link Breaking}. */
  public record Good(@Option("from which answer on there is no number") int good) {}

  /** Scores the first answers and gives none to the others. */
  private static final class Breaking implements RewardModelPlugin<Good> {
    @Override
    public String id() {
      return "breaking";
    }

    @Override
    public String summary() {
      return "gives NaN";
    }

    @Override
    public Good defaults() {
      return new Good(0);
    }

    @Override
    public RewardModel create(Good options, PluginContext context) {
      int[] asked = {0};
      return responses ->
          responses.stream()
              .mapToDouble(r -> asked[0]++ < options.good() ? asked[0] % 3 : Double.NaN)
              .toArray();
    }
  }

  private static double[] score(Function<List<Response>, double[]> scores) {
    return new CheckedReward("r", scores::apply).score(TWO);
  }

  private static String refusal(double... scores) {
    return String.valueOf(
        assertThrows(BadRewardException.class, () -> score(r -> scores)).getMessage());
  }

  @Test
  void whatIsNotANumberIsRefusedWithPromptAndAnswer() {
    assertArrayEquals(new double[] {1, -2}, score(r -> new double[] {1, -2}));
    assertEquals(
        "reward \"r\" gave NaN, which must be a finite number, to\n"
            + "    prompt p1 \"how many?\", answer \"two\"",
        refusal(Double.NaN, Double.NaN));
    assertEquals(
        "reward \"r\" gave -Infinity, which must be a finite number, to\n"
            + "    prompt p2 \"who?\", answer \""
            + "x".repeat(60)
            + "...\"",
        refusal(0, Double.NEGATIVE_INFINITY));
    assertEquals("reward \"r\" gave 1 scores to 2 answers", refusal(7));
    assertEquals("reward \"r\" gave 3 scores to 2 answers", refusal(7, 8, 9));
    assertEquals("reward \"r\" gave null instead of scores", refusal((double[]) null));
  }

  @Test
  void aRewardKeepsItsStateAndNothingElseGetsOne() {
    RewardModel counting = new Counting();
    Part<RewardModel> part = Part.of(new Breaking());
    assertEquals(List.of(counting), CheckedReward.of(part, counting).states());
    assertEquals(List.of(), CheckedReward.of(part, r -> new double[0]).states());
    assertNull(CheckedReward.of(null, null));
  }

  private static final class Counting implements RewardModel, Stateful {
    @Override
    public double[] score(List<Response> responses) {
      return new double[responses.size()];
    }

    @Override
    public void writeState(DataOutput out) {}

    @Override
    public void readState(DataInput in) {}
  }

  @TempDir Path folder;

  private Shell shell() {
    List<Plugin<?, ?>> plugins = new ArrayList<>(List.of(new Breaking()));
    plugins.addAll(Fakes.plugins());
    Catalog catalog = Catalog.of(plugins);
    return new Shell(folder, layers -> catalog);
  }

  @Test
  void aMethodEndsWithTheAnswerAndItsLastGoodStateIsKept() {
    Shell shell = shell();
    // the second of three steps asks for the second score
    shell.write("bad.json", SPEC.replace("GOOD", "1").replace("WATCH", ""));
    assertEquals(1, shell.run("run", "bad.json"));
    assertTrue(
        shell
            .err()
            .contains(
                "ppo failed after step 1: reward \"breaking\" gave NaN, which must be a finite"
                    + " number, to\n    prompt "),
        shell.err());
    assertTrue(shell.err().contains("The state after step 1 is kept in"), shell.err());
  }

  @Test
  void soDoesWhoeverWatches() {
    Shell shell = shell();
    String watch = "\"watch\": {\"points\": 2, \"gold\": {\"id\": \"breaking\"}},";
    shell.write("bad.json", SPEC.replace("GOOD", "99999").replace("WATCH", watch));
    assertEquals(1, shell.run("run", "bad.json"));
    assertTrue(shell.err().contains("ppo failed: reward \"breaking\" gave NaN"), shell.err());
  }

  private static final String SPEC =
      """
      {"name": "bad", "seed": 3,
       "policy": {"id": "transformer"},
       "data": {"prompts": {"id": "words", "options": {"count": 20}},
                "evaluation": {"id": "words", "options": {"count": 4}}},
       "reward": {"id": "breaking", "options": {"good": GOOD}},
       "methods": [{"id": "ppo", "options": {"steps": 3}}],
       WATCH
       "evaluate": [{"id": "share"}],
       "checkpoints": {"everySeconds": 0}}
      """;
}
