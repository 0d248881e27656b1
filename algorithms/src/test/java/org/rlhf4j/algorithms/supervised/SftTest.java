package org.rlhf4j.algorithms.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.exact.Splitting;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.RecordingLog;

final class SftTest {

  private static final List<Demonstration> DATA =
      List.of(
          Tasks.demonstration("a", "b"),
          Tasks.demonstration("a", "c"),
          Tasks.demonstration("a", "c"),
          Tasks.demonstration("a", "a b"),
          Tasks.demonstration("b", "b"),
          Tasks.demonstration("b", ""),
          Tasks.demonstration("b", "c a"),
          Tasks.demonstration("b", "c c"));

  @Test
  void aUniformPolicyStartsAtTheLogOfTheVocabulary() {
    TabularPolicy uniform = new TabularPolicy(Tasks.LANGUAGE, Tasks.RANDOM, 0);
    List<Sft.Step> steps = train(uniform, DATA, Tasks.training(8, 1, 1, 0.1));
    assertEquals(Math.log(4), steps.get(0).loss(), 1e-6);
  }

  @Test
  void logsProgressThroughTheData() {
    List<Sft.Step> steps = train(Tasks.policy(), DATA, Tasks.training(3, 1, 1, 0.1));
    assertEquals(3, steps.size());
    assertEquals(0.1, steps.get(0).learningRate());
    assertEquals(3 / 8.0, steps.get(0).epoch());
    assertEquals(9, steps.get(0).tokens(), "three prompts of one token, three answers of two");
    assertEquals(1.0, steps.get(2).epoch());
  }

  @Test
  void longTrainingReproducesTheDemonstrations() {
    TabularPolicy policy = Tasks.policy();
    train(policy, DATA, Tasks.training(8, 1, 400, 0.05));
    assertEquals(1 / 4.0, probability(policy, 1, 2, 0), 0.01, "b in one of four");
    assertEquals(1 / 2.0, probability(policy, 1, 3, 0), 0.01, "c in two of four");
    assertEquals(1 / 4.0, probability(policy, 1, 1, 2, 0), 0.01, "a b in one of four");
  }

  private static double probability(TabularPolicy policy, int prompt, int... completion) {
    return Math.exp(policy.logProbability(new TokenRow(new int[] {prompt}, completion)));
  }

  @Test
  void oneBatchOfEightIsEightBatchesOfOne() {
    TabularPolicy one = Tasks.policy();
    TabularPolicy eight = one.copy();
    train(one, DATA, Tasks.gradientDescent(8, 1));
    train(eight, DATA, Tasks.gradientDescent(1, 8));
    assertEquals(0, Tasks.distance(one, eight, "a"));
  }

  @Test
  void microBatchesAndPaddingChangeNothing() {
    TabularPolicy whole = Tasks.policy();
    TabularPolicy split = whole.copy();
    split.split(new Splitting(3, 2));
    train(whole, DATA, Tasks.gradientDescent(8, 1));
    train(split, DATA, Tasks.gradientDescent(8, 1));
    assertEquals(0, Tasks.distance(whole, split, "a"), 1e-5);
  }

  @Test
  void theOrderInABatchChangesNothing() {
    TabularPolicy forward = Tasks.policy();
    TabularPolicy backward = forward.copy();
    List<Demonstration> reversed = new ArrayList<>(DATA);
    Collections.reverse(reversed);
    train(forward, DATA, Tasks.gradientDescent(8, 1));
    train(backward, reversed, Tasks.gradientDescent(8, 1));
    assertEquals(0, Tasks.distance(forward, backward, "a"), 1e-5);
  }

  @Test
  void returnsItsStartingPolicy() {
    TabularPolicy policy = Tasks.policy();
    Optimizer sft = new Sft().create(new Sft.Options(Tasks.training(8, 1, 1, 0.1)), null);
    assertSame(policy, sft.optimize(Tasks.imitate(policy, DATA, new RecordingLog())));
  }

  @Test
  void aRowThatDoesNotFitIsRefusedBeforeAnyStep() {
    RecordingLog log = new RecordingLog();
    List<Demonstration> data = List.of(DATA.get(0), Tasks.demonstration("a b c", "a b c"));
    Optimizer sft = new Sft().create(new Sft.Options(Tasks.training(1, 1, 1, 0.1)), null);
    assertThrows(UserException.class, () -> sft.optimize(Tasks.imitate(Tasks.policy(), data, log)));
    assertTrue(log.steps(Sft.Step.class).isEmpty());
  }

  private static List<Sft.Step> train(
      TabularPolicy policy, List<Demonstration> data, TrainingOptions training) {
    RecordingLog log = new RecordingLog();
    new Sft().create(new Sft.Options(training), null).optimize(Tasks.imitate(policy, data, log));
    return log.steps(Sft.Step.class);
  }
}
