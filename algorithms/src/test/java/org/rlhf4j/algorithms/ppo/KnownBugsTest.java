package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.algorithms.Oracle;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.policygradient.GrpoDenominator;
import org.rlhf4j.algorithms.policygradient.GrpoOptions;
import org.rlhf4j.algorithms.policygradient.GrpoPlugin;
import org.rlhf4j.algorithms.policygradient.GrpoStep;
import org.rlhf4j.algorithms.policygradient.RlooLevel;
import org.rlhf4j.algorithms.policygradient.RlooOptions;
import org.rlhf4j.algorithms.policygradient.RlooPlugin;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.supervised.SftOptions;
import org.rlhf4j.algorithms.supervised.SftPlugin;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;
import org.rlhf4j.testkit.TabularScalarModel;

/**
 * Bugs that other frameworks had, each with a test that it would fail. In the language of these
 * tests end-of-sequence has id 0, which is also what short rows are padded with.
 */
final class KnownBugsTest {

  private static final AdamW RULE =
      new AdamW(0.05, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 0);

  private static PpoOptions options(
      PpoPreset preset, Map<String, Object> changes, int rollouts, int maxNewTokens) {
    return new PpoOptions(
        preset,
        Conventions.overrides(changes),
        2,
        rollouts,
        Decoding.sampling(1, maxNewTokens),
        RULE,
        RULE,
        1,
        new LengthLimits());
  }

  private static Episode episode(double score, int... tokens) {
    float[] same = new float[tokens.length];
    return new Episode(new TokenRow(new int[] {1}, tokens), true, same, same, score);
  }

  private static PpoBatch batch(Map<String, Object> changes, Episode... episodes) {
    Ppo ppo = new Ppo(options(PpoPreset.TRL, changes, 1, 4));
    TabularScalarModel zero = new TabularScalarModel(Tasks.RANDOM, 0, Splitting.NONE);
    return ppo.batch(List.of(episodes), zero, 0, 6);
  }

  @Test
  void advantagesWhitenedWithTheMeanShiftInverted() {
    // Rewards to go of 4, 4 and 1, 1, 1: mean 2.2.
    Map<String, Object> toGo = Map.of("lambda", 1.0, "terminalIndex", TerminalIndex.LAST_TOKEN);
    Episode good = episode(4, 2, 0);
    Episode poor = episode(1, 2, 3, 0);
    Map<String, Object> shifted = new HashMap<>(toGo);
    shifted.put("whitenAdvantages", Whitening.SHIFT_MEAN);
    assertEquals(0, mean(batch(shifted, good, poor).advantages()), 1e-6);
    Map<String, Object> kept = new HashMap<>(toGo);
    kept.put("whitenAdvantages", Whitening.KEEP_MEAN);
    assertEquals(2.2, mean(batch(kept, good, poor).advantages()), 1e-6);
  }

  private static double mean(float[][] rows) {
    double sum = 0;
    double n = 0;
    for (float[] row : rows) {
      for (float x : row) {
        sum += x;
        n++;
      }
    }
    return sum / n;
  }

  @Test
  void kThreeLoggedInTheWrongDirection() {
    TabularPolicy policy = Tasks.policy();
    TabularPolicy reference = policy.copy();
    for (int prompt = 1; prompt <= 3; prompt++) {
      policy.setLogits(new int[] {prompt}, -100, 0, -100, -100);
      reference.setLogits(new int[] {prompt}, 0, 0, 0, 0);
    }
    RecordingLog log = new RecordingLog();
    GrpoOptions options =
        new GrpoOptions(
            1,
            3,
            2,
            Decoding.sampling(1, 1),
            RULE,
            true,
            GrpoDenominator.TOKENS,
            0.2,
            0.2,
            1,
            KlPlacement.LOSS,
            false,
            1);
    run(new GrpoPlugin().create(options, null), policy, reference, Oracle.REWARD, log);
    GrpoStep step = log.steps(GrpoStep.class).get(0);
    // Every token has pi = 1 and ref = 1/4; with their places exchanged it would be 3 - ln 4.
    assertEquals(0.25 - 1 + Math.log(4), step.k3(), 1e-6);
    assertEquals(0.25 - 1 + Math.log(4), step.loss(), 1e-6);
    assertEquals(Math.log(4), step.kl(), 1e-6);
  }

  private static void run(
      Optimizer method,
      TabularPolicy policy,
      Likelihood reference,
      RewardModel reward,
      RecordingLog log) {
    method.optimize(
        new OptimizationTask(
            policy,
            reference,
            List.of(),
            List.of(),
            Oracle.PROMPTS,
            reward,
            null,
            Tasks.RANDOM,
            log));
  }

  @Test
  void sentinelLogProbabilityLeakingIntoEntropy() {
    // Sure of every token, "a" ends at once and "b", "c" after three: no entropy anywhere. A 1 at
    // padding would make it negative.
    TabularPolicy policy = Tasks.policy();
    policy.setLogits(new int[] {1}, 0, -100, -100, -100);
    for (int prompt = 2; prompt <= 3; prompt++) {
      policy.setLogits(new int[] {prompt}, -100, 0, -100, -100);
      policy.setLogits(new int[] {prompt, 1}, -100, 0, -100, -100);
      policy.setLogits(new int[] {prompt, 1, 1}, 0, -100, -100, -100);
    }
    RecordingLog log = new RecordingLog();
    Ppo ppo = new Ppo(options(PpoPreset.N_PLUS, Map.of(), 6, 4));
    run(ppo, policy, policy.copy(), Oracle.REWARD, log);
    PpoStep step = log.steps(PpoStep.class).get(0);
    assertEquals(7 / 3.0, step.length(), 1e-12);
    assertEquals(0, step.entropy(), 1e-5);
    assertEquals(0, step.kl(), 1e-5);
  }

  @Test
  void terminalRewardOffByOneWhenPadIsEos() {
    Map<String, Object> ownReward =
        Map.of(
            "lambda",
            0.0,
            "whitenAdvantages",
            Whitening.NONE,
            "terminalIndex",
            TerminalIndex.LAST_TOKEN);
    PpoBatch batch = batch(ownReward, episode(7, 2, 0), episode(5, 2, 3, 3, 0), episode(3, 0));
    assertArrayEquals(new float[] {0, 7}, batch.advantages()[0]);
    assertArrayEquals(new float[] {0, 0, 0, 5}, batch.advantages()[1]);
    assertArrayEquals(new float[] {3}, batch.advantages()[2]);
  }

  @Test
  void eosMaskedOutBecausePadIsEosSoThatTheModelNeverStops() {
    TabularPolicy shown = Tasks.policy();
    List<Demonstration> brief = List.of(Tasks.demonstration("a", ""));
    new SftPlugin()
        .create(new SftOptions(Tasks.training(1, 1, 100, 0.1)), null)
        .optimize(Tasks.imitate(shown, brief, new RecordingLog()));
    assertTrue(stopsAtOnce(shown) > 0.95, "sft: " + stopsAtOnce(shown));

    TabularPolicy rewarded = Tasks.policy();
    RewardModel brevity =
        new FunctionReward(response -> -(double) response.answer().text().length());
    RlooOptions options =
        new RlooOptions(
            40,
            3,
            4,
            Decoding.sampling(1, 3),
            new AdamW(0.2, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 0),
            0,
            RlooLevel.SEQUENCE,
            1,
            0.2);
    new RlooPlugin()
        .create(options, null)
        .optimize(Tasks.reinforce(rewarded, Oracle.PROMPTS, brevity, new RecordingLog()));
    assertTrue(stopsAtOnce(rewarded) > 0.95, "rloo: " + stopsAtOnce(rewarded));
  }

  private static double stopsAtOnce(TabularPolicy policy) {
    Prompt prompt = Oracle.PROMPTS.get(0);
    return Exact.distribution(policy, prompt, 1)[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRL", "ALPACAFARM", "N_PLUS"})
  void lossThatChangesWithGradientAccumulation(String preset) {
    // One micro-batch of sixteen ragged rows, or sixteen of one row each.
    PpoStep whole = firstStep(PpoPreset.valueOf(preset), Splitting.NONE);
    PpoStep split = firstStep(PpoPreset.valueOf(preset), new Splitting(1, 0));
    assertEquals(whole.policyLoss(), split.policyLoss(), 1e-5);
    assertEquals(whole.valueLoss(), split.valueLoss(), 1e-5);
    assertEquals(whole.policyGradNorm(), split.policyGradNorm(), 1e-5);
    assertEquals(whole.valueGradNorm(), split.valueGradNorm(), 1e-5);
  }

  @Test
  void statisticsNotMasked() throws ReflectiveOperationException {
    // Five columns of padding more than needed: no number in the log may know of them.
    PpoStep tight = firstStep(PpoPreset.TRL, Splitting.NONE);
    PpoStep padded = firstStep(PpoPreset.TRL, new Splitting(Integer.MAX_VALUE, 5));
    for (RecordComponent component : PpoStep.class.getRecordComponents()) {
      double expected = ((Number) component.getAccessor().invoke(tight)).doubleValue();
      double actual = ((Number) component.getAccessor().invoke(padded)).doubleValue();
      String name = component.getAnnotation(Metric.class).name();
      double tolerance = Math.abs(expected) > 1 ? 1e-5 * Math.abs(expected) : 1e-5;
      assertEquals(expected, actual, tolerance, name);
    }
    assertTrue(tight.length() > 1.5 && tight.length() < 2.9, "answers differ in length");
  }

  private static PpoStep firstStep(PpoPreset preset, Splitting splitting) {
    TabularPolicy policy = Tasks.policy();
    policy.split(splitting);
    RecordingLog log = new RecordingLog();
    Map<String, Object> once = Map.of("epochs", 1, "minibatches", 1);
    run(new Ppo(options(preset, once, 16, 3)), policy, policy.copy(), Oracle.REWARD, log);
    return log.steps(PpoStep.class).get(0);
  }
}
