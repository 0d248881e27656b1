package org.rlhf4j.algorithms;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.iterated.ExpertIterationOptions;
import org.rlhf4j.algorithms.iterated.ExpertIterationPlugin;
import org.rlhf4j.algorithms.iterated.QuarkOptions;
import org.rlhf4j.algorithms.iterated.QuarkPlugin;
import org.rlhf4j.algorithms.policygradient.Baseline;
import org.rlhf4j.algorithms.policygradient.GrpoDenominator;
import org.rlhf4j.algorithms.policygradient.GrpoOptions;
import org.rlhf4j.algorithms.policygradient.GrpoPlugin;
import org.rlhf4j.algorithms.policygradient.ReinforceOptions;
import org.rlhf4j.algorithms.policygradient.ReinforcePlugin;
import org.rlhf4j.algorithms.policygradient.RlooLevel;
import org.rlhf4j.algorithms.policygradient.RlooOptions;
import org.rlhf4j.algorithms.policygradient.RlooPlugin;
import org.rlhf4j.algorithms.policygradient.TrpoOptions;
import org.rlhf4j.algorithms.policygradient.TrpoPlugin;
import org.rlhf4j.algorithms.ppo.Conventions;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoOptions;
import org.rlhf4j.algorithms.ppo.PpoOverrides;
import org.rlhf4j.algorithms.ppo.PpoPlugin;
import org.rlhf4j.algorithms.ppo.PpoPreset;
import org.rlhf4j.algorithms.preference.Dpo;
import org.rlhf4j.algorithms.supervised.BinaryFeedMeOptions;
import org.rlhf4j.algorithms.supervised.BinaryFeedMePlugin;
import org.rlhf4j.algorithms.supervised.BinaryRewardConditioningPlugin;
import org.rlhf4j.algorithms.supervised.ControlTokenOptions;
import org.rlhf4j.algorithms.supervised.ControlTokenPlugin;
import org.rlhf4j.algorithms.supervised.SftOptions;
import org.rlhf4j.algorithms.supervised.SftPlugin;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.Interrupted;
import org.rlhf4j.testkit.TabularPolicy;

/** Interrupted = uninterrupted, bit for bit, after whatever step. */
final class ResumeTest {

  private static final List<Demonstration> DEMONSTRATIONS =
      List.of(
          Tasks.demonstration("a", "b"),
          Tasks.demonstration("a", "c a"),
          Tasks.demonstration("b", ""));
  private static final List<Preference> PREFERENCES =
      List.of(
          Tasks.preference("a", "b", "c"),
          Tasks.preference("a", "b c", "a"),
          Tasks.preference("b", "a", "b"));
  private static final List<Prompt> PROMPTS =
      List.of(Tasks.prompt("a"), Tasks.prompt("b"), Tasks.prompt("c"));
  private static final RewardModel REWARD =
      new FunctionReward(r -> r.answer().text().chars().filter(c -> c == 'b').count());
  private static final AdamW RULE =
      new AdamW(0.1, AdamW.Schedule.COSINE, 1, 0, 0.9, 0.999, 1e-8, 0.01, 1);
  private static final Decoding DECODING = Decoding.sampling(1, 3);

  /** Six steps over three examples, shuffled. */
  private static TrainingOptions training() {
    return new TrainingOptions(2, 1, 3, 0, true, new LengthLimits(), RULE);
  }

  private static void assertGoesOnExactly(
      Optimizer optimizer, BiFunction<TabularPolicy, RunLog, OptimizationTask> task) {
    Interrupted.assertGoesOnExactly(
        log -> {
          TabularPolicy policy = Tasks.policy();
          optimizer.optimize(task.apply(policy, log));
          return policy;
        });
  }

  private static OptimizationTask imitate(TabularPolicy policy, RunLog log) {
    return Tasks.imitate(policy, DEMONSTRATIONS, log);
  }

  private static OptimizationTask prefer(TabularPolicy policy, RunLog log) {
    return Tasks.prefer(policy, PREFERENCES, log);
  }

  private static OptimizationTask reinforce(TabularPolicy policy, RunLog log) {
    return Tasks.reinforce(policy, PROMPTS, REWARD, log);
  }

  private static OptimizationTask reinforceAndShow(TabularPolicy policy, RunLog log) {
    return Tasks.reinforce(policy, PROMPTS, REWARD, DEMONSTRATIONS, log);
  }

  @Test
  void sft() {
    assertGoesOnExactly(
        new SftPlugin().create(new SftOptions(training()), null), ResumeTest::imitate);
  }

  @Test
  void binaryFeedMe() {
    assertGoesOnExactly(
        new BinaryFeedMePlugin().create(new BinaryFeedMeOptions(training()), null),
        ResumeTest::prefer);
  }

  @Test
  void controlToken() {
    ControlTokenOptions options = new ControlTokenOptions(training(), "<|good|>", "<|bad|>");
    assertGoesOnExactly(new ControlTokenPlugin().create(options, null), ResumeTest::prefer);
  }

  @Test
  void binaryRewardConditioning() {
    ControlTokenOptions options = new ControlTokenOptions(training(), "<|good|>", "<|bad|>");
    assertGoesOnExactly(
        new BinaryRewardConditioningPlugin().create(options, null), ResumeTest::prefer);
  }

  @Test
  void dpo() {
    assertGoesOnExactly(
        new Dpo().create(new Dpo.Options(training(), 0.1, 0), null), ResumeTest::prefer);
  }

  @ParameterizedTest
  @EnumSource
  void ppo(PpoPreset preset) {
    int ptxBatch = preset.conventions().ptxCoefficient() > 0 ? 2 : 16; // 16 is the default
    PpoOptions options =
        new PpoOptions(
            preset, PpoOverrides.none(), 4, 8, DECODING, RULE, RULE, ptxBatch, new LengthLimits());
    assertGoesOnExactly(new PpoPlugin().create(options, null), ResumeTest::reinforceAndShow);
  }

  /** Three rounds of three prompts, two steps an epoch. */
  @ParameterizedTest
  @EnumSource
  void expertIteration(ExpertIterationOptions.From from) {
    ExpertIterationOptions options =
        new ExpertIterationOptions(3, 4, 0, from, DECODING, training());
    assertGoesOnExactly(new ExpertIterationPlugin().create(options, null), ResumeTest::reinforce);
  }

  @ParameterizedTest
  @EnumSource
  void quark(QuarkOptions.Imitate imitate) {
    QuarkOptions options =
        new QuarkOptions(
            3, 0, 4, 3, 6, 3, imitate, 0.05, 0.06, LossDenominator.TOKENS, DECODING, RULE);
    assertGoesOnExactly(new QuarkPlugin().create(options, null), ResumeTest::reinforce);
  }

  /** With a controller that moves, and demonstrations. */
  @Test
  void ppoWithAdaptiveKlAndPtx() {
    Map<String, Object> changes = Map.of("klControl", KlControl.ADAPTIVE, "klHorizon", 20);
    PpoOptions options =
        new PpoOptions(
            PpoPreset.INSTRUCTGPT,
            Conventions.overrides(changes),
            4,
            8,
            DECODING,
            RULE,
            RULE,
            2,
            new LengthLimits());
    assertGoesOnExactly(new PpoPlugin().create(options, null), ResumeTest::reinforceAndShow);
  }

  /** With a baseline that moves. */
  @Test
  void reinforceWithMovingBaseline() {
    ReinforceOptions options =
        new ReinforceOptions(4, 6, DECODING, RULE, 0.1, Baseline.MOVING_AVERAGE, 0.9);
    assertGoesOnExactly(new ReinforcePlugin().create(options, null), ResumeTest::reinforce);
  }

  @Test
  void rloo() {
    RlooOptions options = new RlooOptions(4, 3, 2, DECODING, RULE, 0.1, RlooLevel.SEQUENCE, 2, 0.2);
    assertGoesOnExactly(new RlooPlugin().create(options, null), ResumeTest::reinforce);
  }

  @Test
  void trpo() {
    TrpoOptions options = new TrpoOptions(4, 3, 4, DECODING, RULE, 0.1, 0.005, 8);
    assertGoesOnExactly(new TrpoPlugin().create(options, null), ResumeTest::reinforce);
  }

  @Test
  void grpo() {
    GrpoOptions options =
        new GrpoOptions(
            4,
            3,
            4,
            DECODING,
            RULE,
            true,
            GrpoDenominator.TOKENS,
            0.2,
            0.28,
            0.04,
            KlPlacement.LOSS,
            false,
            2);
    assertGoesOnExactly(new GrpoPlugin().create(options, null), ResumeTest::reinforce);
  }
}
