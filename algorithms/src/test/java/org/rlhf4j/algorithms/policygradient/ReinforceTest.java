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
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.exact.Splitting;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Twins;

final class ReinforceTest {

  private static Reinforce.Options options(
      int steps, int rollouts, Reinforce.Baseline baseline, double kl, AdamW rule) {
    double decay =
        baseline == Reinforce.Baseline.MOVING_AVERAGE ? 0.75 : 0.9; // others have no use for it
    return new Reinforce.Options(
        steps, rollouts, Decoding.sampling(1, 3), rule, kl, baseline, decay);
  }

  private static List<Reinforce.Step> train(TabularPolicy policy, Reinforce.Options options) {
    RecordingLog log = new RecordingLog();
    new Reinforce()
        .create(options, null)
        .optimize(Tasks.reinforce(policy, Oracle.PROMPTS, Oracle.REWARD, log));
    return log.steps(Reinforce.Step.class);
  }

  @Test
  void theLossAgreesWithItsTwin() {
    Twins.agree(Tasks.RANDOM.child("reinforce"), ReinforceTest::theLossAgreesWithItsTwinOn);
  }

  private static Twins.Case theLossAgreesWithItsTwinOn(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 1);
    double[] advantages =
        random.child("advantages").generator().doubles(now.length, -2, 2).toArray();
    double twin = 0;
    for (int i = 0; i < now.length; i++) {
      twin -= advantages[i] * Arrays.stream(now[i]).sum() / 9;
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) -> new Reinforce.Loss().of(x, m.create(advantages), batch.mask(m), 9),
        twin);
  }

  /** No baseline biases the direction; the batch's own mean shrinks the gradient by (n - 1) / n. */
  @ParameterizedTest
  @EnumSource
  void theExpectedGradientIsTheExactPolicyGradient(Reinforce.Baseline baseline) {
    Enumerated world = new Enumerated();
    Reinforce.MovingAverage average = new Reinforce.MovingAverage(0.75);
    Reinforce.Learning two =
        new Reinforce.Learning(options(1, 2, baseline, 0.3, AdamW.withLearningRate(0)), average);
    average.add(0.4);
    double[] expected =
        world.expectedGradient(
            2,
            group -> {
              double[] rewards =
                  group.stream().mapToDouble(e -> e.score() - 0.3 * e.logRatios().sum()).toArray();
              double b = two.baseline(rewards);
              return Arrays.stream(rewards).map(r -> r - b).toArray();
            },
            (now, old, advantages, mask, groups) ->
                new Reinforce.Loss().of(now, advantages, mask, 2 * groups));
    double share = baseline == Reinforce.Baseline.BATCH_MEAN ? 0.5 : 1;
    assertArrayEquals(Enumerated.negative(world.exactGradient(0.3), share), expected, 1e-6);
  }

  @Test
  void theMovingAverageIsThatOfTheStepsBefore() {
    AdamW still = AdamW.withLearningRate(0);
    List<Reinforce.Step> steps =
        train(Tasks.policy(), options(3, 6, Reinforce.Baseline.MOVING_AVERAGE, 0, still));
    double first = steps.get(0).reward();
    double second = steps.get(1).reward();
    assertEquals(first, steps.get(0).baseline(), 1e-12);
    assertEquals(first, steps.get(1).baseline(), 1e-12);
    assertEquals(0.75 * first + 0.25 * second, steps.get(2).baseline(), 1e-12);
    assertTrue(first != second, "or the test shows nothing");
  }

  @Test
  void microBatchesAndPaddingChangeNothing() {
    AdamW rule = new AdamW(1000, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1000, 0, 0);
    TabularPolicy whole = Tasks.policy();
    TabularPolicy split = whole.copy();
    split.split(new Splitting(3, 2));
    train(whole, options(3, 10, Reinforce.Baseline.BATCH_MEAN, 0.1, rule));
    train(split, options(3, 10, Reinforce.Baseline.BATCH_MEAN, 0.1, rule));
    assertEquals(0, Tasks.distance(whole, split, "a"), 1e-5);
  }

  @ParameterizedTest
  @EnumSource(names = {"BATCH_MEAN", "MOVING_AVERAGE"})
  void reachesTheOptimum(Reinforce.Baseline baseline) {
    AdamW rule = new AdamW(0.08, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    Oracle.assertReachesOptimum(
        new Reinforce().create(options(60, 192, baseline, 2, rule), null), 2);
  }

  @Test
  void optionsThatDoNotFitTogetherAreRefused() {
    Reinforce.Options one =
        options(1, 1, Reinforce.Baseline.BATCH_MEAN, 0, AdamW.withLearningRate(1));
    UserException e = assertThrows(UserException.class, () -> new Reinforce().create(one, null));
    assertTrue(e.getMessage().contains("set rollouts above 1"), e.getMessage());
  }
}
