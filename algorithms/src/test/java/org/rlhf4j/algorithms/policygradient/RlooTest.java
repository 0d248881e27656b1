package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Oracle;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularPolicy;

final class RlooTest {

  private static Rloo.Options options(int steps, Rloo.Level level, int iterations) {
    AdamW rule = new AdamW(0.1, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
    return options(steps, level, iterations, rule);
  }

  private static Rloo.Options options(int steps, Rloo.Level level, int iterations, AdamW rule) {
    return new Rloo.Options(
        steps, 3, 8, Decoding.sampling(1, 3), rule, 0.5, level, iterations, 0.2);
  }

  private static List<Rloo.Step> train(TabularPolicy policy, Rloo.Options options) {
    RecordingLog log = new RecordingLog();
    new Rloo()
        .create(options, null)
        .optimize(Tasks.reinforce(policy, Oracle.PROMPTS, Oracle.REWARD, log));
    return log.steps(Rloo.Step.class);
  }

  @Test
  void thePenaltyOnTheWholeAnswerIsTakenOffItsReward() {
    TokenRow row = new TokenRow(new int[] {1}, new int[] {2, 0});
    // Log-ratios of 0.5 + 1 and of 0 make rewards of 3 - 0.75 and 1.
    Episode first = new Episode(row, true, new float[] {-1, -1}, new float[] {-1.5f, -2}, 3);
    Episode second = new Episode(row, true, new float[] {-1, -1}, new float[] {-1, -1}, 1);
    assertArrayEquals(
        new double[] {1.25, -1.25},
        Rloo.lessMeanOfOthers(new Answers(List.of(first, second), 2, 1), 0.5),
        1e-12);
  }

  /** The baseline does not bias: over all groups of three, the mean gradient is the true one. */
  @Test
  void itsExpectedGradientIsTheExactPolicyGradient() {
    Enumerated world = new Enumerated();
    double[] expected =
        world.expectedGradient(
            3,
            group -> Rloo.lessMeanOfOthers(new Answers(group, 3, 1), 0.3),
            (now, old, advantages, mask, groups) ->
                new Rloo.Loss(Rloo.Level.SEQUENCE, 0.2)
                    .of(now, old, advantages, mask, 3.0 * groups));
    assertArrayEquals(Enumerated.negative(world.exactGradient(0.3), 1), expected, 1e-6);
  }

  @ParameterizedTest
  @EnumSource
  void theFirstIterationHasRatioOne(Rloo.Level level) {
    List<Rloo.Step> steps = train(Tasks.policy(), options(3, level, 1));
    for (Rloo.Step step : steps) {
      assertEquals(0, step.clipRatio());
      assertTrue(step.gradNorm() > 0);
    }
    assertEquals(0, steps.get(0).answers().kl(), 1e-6, "the policy is still the reference");
    assertTrue(Math.abs(steps.get(2).answers().kl()) > 1e-6);
    assertEquals(0.1, steps.get(0).learningRate());
    // At ratio 1 the loss is the mean of the advantages, which is 0.
    assertEquals(0, train(Tasks.policy(), options(1, Rloo.Level.SEQUENCE, 1)).get(0).loss(), 1e-6);
  }

  @Test
  void laterIterationsAreClipped() {
    List<Rloo.Step> steps = train(Tasks.policy(), options(2, Rloo.Level.SEQUENCE, 6));
    assertTrue(steps.get(0).clipRatio() > 0);
  }

  @Test
  void logsWhatTheAnswersWereLike() {
    TabularPolicy policy = Tasks.policy();
    for (int prompt = 1; prompt <= 3; prompt++) {
      policy.setLogits(new int[] {prompt}, -100, -100, 0, -100); // "b" and then its end
      policy.setLogits(new int[] {prompt, 2}, 0, -100, -100, -100);
    }
    Rloo.Step step = train(policy, options(1, Rloo.Level.SEQUENCE, 1)).get(0);
    assertEquals(2, step.rewards().reward());
    assertEquals(0, step.rewards().deviation());
    assertEquals(1, step.rewards().withoutSpread());
    assertEquals(2, step.answers().length());
    assertEquals(0, step.answers().clippedAnswers());
    assertEquals(0, step.answers().entropy(), 1e-6);
    assertEquals(0, step.gradNorm(), "equal rewards teach nothing");
  }

  @Test
  void microBatchesAndPaddingChangeNothing() {
    for (Rloo.Level level : Rloo.Level.values()) {
      TabularPolicy whole = Tasks.policy();
      TabularPolicy split = whole.copy();
      split.split(new Splitting(3, 2));
      // Steps in proportion to the gradient: AdamW blows rounding up where gradients cancel.
      AdamW rule = new AdamW(1000, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1000, 0, 0);
      train(whole, options(3, level, 2, rule));
      train(split, options(3, level, 2, rule));
      assertEquals(0, Tasks.distance(whole, split, "a"), 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"SEQUENCE, 1", "SEQUENCE, 2"})
  void reachesTheOptimum(Rloo.Level level, int iterations) {
    AdamW rule = new AdamW(0.08, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    Oracle.assertReachesOptimum(
        new Rloo()
            .create(
                new Rloo.Options(
                    60, 3, 64, Decoding.sampling(1, 3), rule, 2, level, iterations, 0.2),
                null),
        2);
  }

  @Test
  void greedyDecodingIsRefused() {
    Rloo.Options defaults = new Rloo().defaults();
    Rloo.Options greedy =
        new Rloo.Options(
            1, 1, 2, Decoding.greedy(3), defaults.optimizer(), 0, Rloo.Level.SEQUENCE, 1, 0.2);
    UserException e = assertThrows(UserException.class, () -> new Rloo().create(greedy, null));
    assertTrue(e.getMessage().contains("rloo needs answers that differ"), e.getMessage());
  }
}
