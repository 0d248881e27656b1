package org.rlhf4j.algorithms;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.iterated.ExpertIteration;
import org.rlhf4j.algorithms.iterated.Quark;
import org.rlhf4j.algorithms.policygradient.Grpo;
import org.rlhf4j.algorithms.policygradient.Reinforce;
import org.rlhf4j.algorithms.policygradient.Rloo;
import org.rlhf4j.algorithms.policygradient.Trpo;
import org.rlhf4j.algorithms.ppo.Conventions;
import org.rlhf4j.algorithms.ppo.Ppo;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoPreset;
import org.rlhf4j.algorithms.preference.Dpo;
import org.rlhf4j.algorithms.supervised.BinaryFeedMe;
import org.rlhf4j.algorithms.supervised.BinaryRewardConditioning;
import org.rlhf4j.algorithms.supervised.ControlToken;
import org.rlhf4j.algorithms.supervised.Sft;
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
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.Interrupted;

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
    assertGoesOnExactly(new Sft().create(new Sft.Options(training()), null), ResumeTest::imitate);
  }

  @Test
  void binaryFeedMe() {
    assertGoesOnExactly(
        new BinaryFeedMe().create(new BinaryFeedMe.Options(training()), null), ResumeTest::prefer);
  }

  @Test
  void controlToken() {
    ControlToken.Options options = new ControlToken.Options(training(), "<|good|>", "<|bad|>");
    assertGoesOnExactly(new ControlToken().create(options, null), ResumeTest::prefer);
  }

  @Test
  void binaryRewardConditioning() {
    ControlToken.Options options = new ControlToken.Options(training(), "<|good|>", "<|bad|>");
    assertGoesOnExactly(new BinaryRewardConditioning().create(options, null), ResumeTest::prefer);
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
    Ppo.Options options =
        new Ppo.Options(
            preset, preset.conventions(), 4, 8, DECODING, RULE, RULE, ptxBatch, new LengthLimits());
    assertGoesOnExactly(new Ppo().create(options, null), ResumeTest::reinforceAndShow);
  }

  /** Three rounds of three prompts, two steps an epoch. */
  @ParameterizedTest
  @EnumSource
  void expertIteration(ExpertIteration.Options.From from) {
    ExpertIteration.Options options =
        new ExpertIteration.Options(3, 4, 0, from, DECODING, training());
    assertGoesOnExactly(new ExpertIteration().create(options, null), ResumeTest::reinforce);
  }

  @ParameterizedTest
  @EnumSource
  void quark(Quark.Options.Imitate imitate) {
    Quark.Options options =
        new Quark.Options(
            3, 0, 4, 3, 6, 3, imitate, 0.05, 0.06, LossDenominator.TOKENS, DECODING, RULE);
    assertGoesOnExactly(new Quark().create(options, null), ResumeTest::reinforce);
  }

  /** With a controller that moves, and demonstrations. */
  @Test
  void ppoWithAdaptiveKlAndPtx() {
    Map<String, Object> changes = Map.of("klControl", KlControl.ADAPTIVE, "klHorizon", 20);
    Ppo.Options options =
        new Ppo.Options(
            PpoPreset.INSTRUCTGPT,
            Conventions.of(PpoPreset.INSTRUCTGPT, changes),
            4,
            8,
            DECODING,
            RULE,
            RULE,
            2,
            new LengthLimits());
    assertGoesOnExactly(new Ppo().create(options, null), ResumeTest::reinforceAndShow);
  }

  /** With a baseline that moves. */
  @Test
  void reinforceWithMovingBaseline() {
    Reinforce.Options options =
        new Reinforce.Options(4, 6, DECODING, RULE, 0.1, Reinforce.Baseline.MOVING_AVERAGE, 0.9);
    assertGoesOnExactly(new Reinforce().create(options, null), ResumeTest::reinforce);
  }

  @Test
  void rloo() {
    Rloo.Options options =
        new Rloo.Options(4, 3, 2, DECODING, RULE, 0.1, Rloo.Level.SEQUENCE, 2, 0.2);
    assertGoesOnExactly(new Rloo().create(options, null), ResumeTest::reinforce);
  }

  @Test
  void trpo() {
    Trpo.Options options = new Trpo.Options(4, 3, 4, DECODING, RULE, 0.1, 0.005, 8);
    assertGoesOnExactly(new Trpo().create(options, null), ResumeTest::reinforce);
  }

  @Test
  void grpo() {
    Grpo.Options options =
        new Grpo.Options(
            4,
            3,
            4,
            DECODING,
            RULE,
            true,
            Grpo.Denominator.TOKENS,
            0.2,
            0.28,
            0.04,
            KlPlacement.LOSS,
            false,
            2);
    assertGoesOnExactly(new Grpo().create(options, null), ResumeTest::reinforce);
  }
}
