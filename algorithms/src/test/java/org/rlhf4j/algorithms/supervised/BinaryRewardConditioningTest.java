package org.rlhf4j.algorithms.supervised;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

final class BinaryRewardConditioningTest {

  private static final int GOOD = Tasks.LANGUAGE.size();
  private static final int BAD = GOOD + 1;
  private static final List<Preference> DATA =
      List.of(
          Tasks.preference("a b", "b", "c"),
          Tasks.preference("a b", "b", "a"),
          Tasks.preference("a b", "c", "a"),
          Tasks.preference("a b", "b", "a"));

  @Test
  void learnsTheConditionalDistributionsBehindTokensBeforeThePrompt() {
    TabularPolicy policy = Tasks.policy();
    TabularPolicy before = policy.copy();
    Policy good = optimizer(Tasks.training(8, 1, 400, 0.05)).optimize(task(policy));
    assertArrayEquals(new int[] {GOOD, 1, 2}, good.encode(Tasks.prompt("a b")));
    assertEquals(3 / 4.0, probability(policy, GOOD, 2), 0.01, "b was chosen three times");
    assertEquals(1 / 4.0, probability(policy, GOOD, 3), 0.01, "c was chosen once");
    assertEquals(3 / 4.0, probability(policy, BAD, 1), 0.01, "a was rejected three times");
    assertEquals(1 / 4.0, probability(policy, BAD, 3), 0.01, "c was rejected once");
    assertEquals(0, Tasks.distance(policy, before, "a b"), "without a token nothing was learned");
  }

  @Test
  void aTokenThatIsCutOffIsRefused() {
    TrainingOptions all = Tasks.training(8, 1, 1, 0.1);
    TrainingOptions cut =
        new TrainingOptions(
            8, 1, 1, 0, false, new LengthLimits(2, 0, 0, LengthLimits.Keep.START), all.optimizer());
    UserException e =
        assertThrows(UserException.class, () -> optimizer(cut).optimize(task(Tasks.policy())));
    assertTrue(
        e.getMessage().startsWith("prompt \"prompt a b\": its start is cut off"), e.getMessage());
    assertTrue(e.getMessage().contains("lengths.maxPromptTokens (now 2)"), e.getMessage());
  }

  private static Optimizer optimizer(TrainingOptions training) {
    BinaryRewardConditioningPlugin plugin = new BinaryRewardConditioningPlugin();
    return plugin.create(
        new ControlTokenOptions(
            training, plugin.defaults().goodToken(), plugin.defaults().badToken()),
        null);
  }

  private static OptimizationTask task(TabularPolicy policy) {
    return Tasks.prefer(policy, DATA, new RecordingLog());
  }

  private static double probability(TabularPolicy policy, int token, int answer) {
    TokenRow row = new TokenRow(new int[] {token, 1, 2}, new int[] {answer, 0});
    return Math.exp(policy.logProbability(row));
  }
}
