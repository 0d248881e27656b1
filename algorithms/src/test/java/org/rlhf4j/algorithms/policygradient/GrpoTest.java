package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Oracle;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.Splitting;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.RecordingLog;

final class GrpoTest {

  private static final AdamW RULE =
      new AdamW(0.1, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 0);

  /** AdamW with steps in proportion to the gradient: a small epsilon blows rounding up. */
  private static final AdamW PROPORTIONAL =
      new AdamW(1000, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1000, 0, 0);

  private static Grpo.Options options(
      boolean scale, Grpo.Denominator denominator, double kl, int iterations, AdamW rule) {
    return new Grpo.Options(
        3,
        3,
        8,
        Decoding.sampling(1, 3),
        rule,
        scale,
        denominator,
        0.2,
        0.28,
        kl,
        KlPlacement.LOSS,
        false,
        iterations);
  }

  private static List<Grpo.Step> train(
      TabularPolicy policy, Grpo.Options options, RewardModel reward) {
    RecordingLog log = new RecordingLog();
    new Grpo().create(options, null).optimize(Tasks.reinforce(policy, Oracle.PROMPTS, reward, log));
    return log.steps(Grpo.Step.class);
  }

  private static Episode episode(double score, int... tokens) {
    float[] logProbs = new float[tokens.length];
    return new Episode(new TokenRow(new int[] {1}, tokens), true, logProbs, logProbs, score);
  }

  @Test
  void advantagesAreRelativeToTheGroup() {
    List<Episode> two = List.of(episode(1, 2, 0), episode(4, 0), episode(2, 0), episode(2, 0));
    Grpo.Options ofTwo =
        new Grpo.Options(
            1,
            2,
            2,
            new Decoding(),
            RULE,
            false,
            Grpo.Denominator.SEQUENCE,
            0.2,
            0.2,
            0,
            KlPlacement.LOSS,
            false,
            1);
    assertArrayEquals(
        new double[] {-1.5, 1.5, 0, 0}, Grpo.advantages(ofTwo, new Answers(two, 2, 1)), 1e-12);
    Grpo.Options scaled =
        new Grpo.Options(
            1,
            2,
            2,
            new Decoding(),
            RULE,
            true,
            Grpo.Denominator.SEQUENCE,
            0.2,
            0.2,
            0,
            KlPlacement.LOSS,
            false,
            1);
    double sd = Math.sqrt(4.5) + 1e-4; // deviations of 1.5, n - 1 = 1
    assertArrayEquals(
        new double[] {-1.5 / sd, 1.5 / sd, 0, 0},
        Grpo.advantages(scaled, new Answers(two, 2, 1)),
        1e-12);
  }

  @Test
  void aTokenWeighsByTheChosenDenominator() {
    TokenRow two = new TokenRow(new int[] {1}, new int[] {2, 0});
    TokenRow one = new TokenRow(new int[] {1}, new int[] {0});
    List<TokenRow> all = List.of(two, one);
    assertEquals(1 / 4.0, Grpo.Denominator.SEQUENCE.weight(two, all, 5));
    assertEquals(1 / 2.0, Grpo.Denominator.SEQUENCE.weight(one, all, 5));
    assertEquals(1 / 3.0, Grpo.Denominator.TOKENS.weight(two, all, 5));
    assertEquals(1 / 10.0, Grpo.Denominator.LIMIT.weight(one, all, 5), 1e-15);
  }

  @ParameterizedTest
  @EnumSource
  void equalRewardsGiveExactlyNothing(Grpo.Denominator denominator) {
    RewardModel equal = new FunctionReward(response -> 0.1);
    for (boolean scale : new boolean[] {true, false}) {
      TabularPolicy policy = Tasks.policy();
      TabularPolicy before = policy.copy();
      List<Grpo.Step> steps = train(policy, options(scale, denominator, 0, 2, RULE), equal);
      for (Grpo.Step step : steps) {
        assertEquals(0.0, step.loss());
        assertEquals(0.0, step.gradNorm());
        assertEquals(1, step.rewards().withoutSpread());
        assertEquals(0, step.rewards().deviation(), 1e-15);
      }
      assertEquals(0, Tasks.distance(policy, before, "a"));
    }
  }

  @Test
  void thePenaltyPullsBackAndIsZeroAtTheReference() {
    RewardModel equal = new FunctionReward(response -> 0.1);
    List<Grpo.Step> steps =
        train(Tasks.policy(), options(true, Grpo.Denominator.SEQUENCE, 1, 1, RULE), equal);
    assertEquals(0, steps.get(0).gradNorm(), 1e-5, "k3 has its minimum at the reference");
    assertEquals(0, steps.get(0).k3(), 1e-9);
  }

  /**
   * Without scaling it is RLOO shrunk by (k - 1) / k, since the mean includes the answer itself.
   */
  @Test
  void itsExpectedGradientIsAShrunkExactPolicyGradient() {
    Enumerated world = new Enumerated();
    Grpo.Options three =
        new Grpo.Options(
            1,
            1,
            3,
            new Decoding(),
            RULE,
            false,
            Grpo.Denominator.LIMIT,
            0.2,
            0.2,
            0,
            KlPlacement.LOSS,
            false,
            1);
    double[] expected =
        world.expectedGradient(
            3,
            group -> Grpo.advantages(three, new Answers(group, 3, 1)),
            (now, old, advantages, mask, groups) -> {
              double[] weights = new double[(int) advantages.size()];
              Arrays.fill(weights, 1 / (3.0 * groups));
              return new Grpo.Loss(0.2, 0.2, 0, false)
                  .of(now, old, now, advantages, now.getManager().create(weights), mask);
            });
    assertArrayEquals(Enumerated.negative(world.exactGradient(0), 2 / 3.0), expected, 1e-6);
  }

  @Test
  void laterIterationsAreClippedOnBothSides() {
    Grpo.Step step =
        train(Tasks.policy(), options(true, Grpo.Denominator.TOKENS, 0, 8, RULE), Oracle.REWARD)
            .get(0);
    assertTrue(step.clipLow() > 0);
    assertTrue(step.clipHigh() > 0);
    assertEquals(step.clipLow() + step.clipHigh(), step.clipRatio(), 1e-15);
    Grpo.Step first =
        train(Tasks.policy(), options(true, Grpo.Denominator.TOKENS, 0, 1, RULE), Oracle.REWARD)
            .get(0);
    assertEquals(0, first.clipRatio(), "the first iteration has ratio 1");
  }

  @ParameterizedTest
  @EnumSource
  void microBatchesAndPaddingChangeNothing(Grpo.Denominator denominator) {
    TabularPolicy whole = Tasks.policy();
    TabularPolicy split = whole.copy();
    split.split(new Splitting(3, 2));
    train(whole, options(true, denominator, 0.1, 2, PROPORTIONAL), Oracle.REWARD);
    train(split, options(true, denominator, 0.1, 2, PROPORTIONAL), Oracle.REWARD);
    assertEquals(0, Tasks.distance(whole, split, "a"), 1e-5);
  }

  @Test
  void raisesTheReward() {
    TabularPolicy policy = Tasks.policy();
    List<Grpo.Step> steps =
        train(
            policy,
            new Grpo.Options(
                30,
                3,
                8,
                Decoding.sampling(1, 3),
                RULE,
                true,
                Grpo.Denominator.SEQUENCE,
                0.2,
                0.2,
                0.04,
                KlPlacement.LOSS,
                false,
                2),
            Oracle.REWARD);
    double before = steps.get(0).rewards().reward();
    double after = steps.get(29).rewards().reward();
    assertTrue(after > before + 1, "from " + before + " to " + after);
  }

  private static Grpo.Options toConvergence(
      int prompts, int maxNewTokens, double beta, KlPlacement placement, boolean timesRatio) {
    AdamW rule = new AdamW(0.08, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    return new Grpo.Options(
        60,
        prompts,
        64,
        Decoding.sampling(1, maxNewTokens),
        rule,
        false,
        Grpo.Denominator.LIMIT,
        0.2,
        0.2,
        beta,
        placement,
        timesRatio,
        1);
  }

  @Test
  void reachesTheOptimumWithThePenaltyInTheReward() {
    Oracle.assertReachesOptimum(
        new Grpo().create(toConvergence(3, 3, 2, KlPlacement.REWARD, false), null), 2);
  }

  /**
   * With k3 in the loss and answers of one token it maximises s E[r] - beta KL(ref || pi) with s =
   * (k - 1) / k, so that pi = beta ref / (c - s r), c being what makes it a distribution.
   */
  @Test
  void withThePenaltyInTheLossItReachesAnotherOptimum() {
    double beta = 2;
    TabularPolicy policy = Tasks.policy();
    Prompt prompt = Oracle.PROMPTS.get(0);
    double[] reference = Exact.distribution(policy, prompt, 1);
    double[] reward = {0, 1, 2, 1}; // "</s>", "a", "b", "c"
    double s = 63 / 64.0;
    double low = s * 2;
    double high = low + beta;
    double[] optimum = new double[4];
    for (int i = 0; i < 60; i++) {
      double c = (low + high) / 2;
      Arrays.setAll(optimum, y -> beta * reference[y] / (c - s * reward[y]));
      if (Arrays.stream(optimum).sum() > 1) {
        low = c;
      } else {
        high = c;
      }
    }
    new Grpo()
        .create(toConvergence(1, 1, beta, KlPlacement.LOSS, false), null)
        .optimize(Tasks.reinforce(policy, List.of(prompt), Oracle.REWARD, new RecordingLog()));
    double[] reached = Exact.distribution(policy, prompt, 1);
    assertTrue(Exact.kl(reached, optimum) < 0.001, Arrays.toString(reached));
    double[] tilted = Exact.optimum(reference, reward, beta);
    assertTrue(Exact.kl(reached, optimum) < Exact.kl(reached, tilted) / 4, "not the usual one");
  }

  /** Multiplied by the ratio, the same penalty leads to ref exp(s r / beta). */
  @Test
  void timesTheRatioThePenaltyInTheLossIsThatOfTheUsualOptimum() {
    double beta = 2;
    TabularPolicy policy = Tasks.policy();
    Prompt prompt = Oracle.PROMPTS.get(0);
    double[] reference = Exact.distribution(policy, prompt, 1);
    double[] reward = {0, 1, 2, 1}; // "</s>", "a", "b", "c"
    double[] tilted = Exact.optimum(reference, reward, beta * 64 / 63);
    new Grpo()
        .create(toConvergence(1, 1, beta, KlPlacement.LOSS, true), null)
        .optimize(Tasks.reinforce(policy, List.of(prompt), Oracle.REWARD, new RecordingLog()));
    double[] reached = Exact.distribution(policy, prompt, 1);
    assertTrue(Exact.kl(reached, tilted) < 0.001, Arrays.toString(reached));
  }

  @Test
  void aRatioThatMultipliesNothingIsRefused() {
    Grpo.Options inReward = toConvergence(1, 1, 2, KlPlacement.REWARD, true);
    Grpo.Options none = toConvergence(1, 1, 0, KlPlacement.LOSS, true);
    Grpo plugin = new Grpo();
    assertEquals(
        "grpo: klTimesRatio true has no effect with klPlacement REWARD; set that to LOSS or leave"
            + " it out",
        assertThrows(UserException.class, () -> plugin.create(inReward, null)).getMessage());
    assertEquals(
        "grpo: klTimesRatio true has no effect with klCoefficient 0; set that above 0 or leave it"
            + " out",
        assertThrows(UserException.class, () -> plugin.create(none, null)).getMessage());
  }

  @Test
  void greedyDecodingIsRefused() {
    Grpo.Options greedy =
        new Grpo.Options(
            1,
            1,
            2,
            Decoding.greedy(3),
            RULE,
            true,
            Grpo.Denominator.TOKENS,
            0.2,
            0.2,
            0,
            KlPlacement.LOSS,
            false,
            1);
    UserException e = assertThrows(UserException.class, () -> new Grpo().create(greedy, null));
    assertTrue(e.getMessage().contains("grpo needs answers that differ"), e.getMessage());
  }
}
