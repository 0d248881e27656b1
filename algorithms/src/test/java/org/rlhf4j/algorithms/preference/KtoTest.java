package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.RecordingLog;

final class KtoTest {

  private static final double BETA = 0.5;

  /** Pair by pair another prompt, and the answers of one are good for the next as well. */
  private static final List<Preference> DATA =
      List.of(
          Tasks.preference("a", "b", "c"),
          Tasks.preference("b", "b", "c c"),
          Tasks.preference("c", "b", "a"));

  private static List<Kto.Step> train(TabularPolicy policy, List<Preference> data, int steps) {
    RecordingLog log = new RecordingLog();
    new Kto()
        .create(new Kto.Options(Tasks.training(data.size(), 1, steps, 0.1), BETA, 1, 1), null)
        .optimize(Tasks.prefer(policy, data, log));
    return log.steps(Kto.Step.class);
  }

  @Test
  void startsAtOneHalfWithItsReferencePointAtZero() {
    Kto.Step first = train(Tasks.policy(), DATA, 1).get(0);
    assertEquals(0.5, first.loss(), 1e-6);
    assertEquals(0, first.referencePoint(), 1e-6);
    assertEquals(0, first.pairs().margin(), 1e-6);
    assertTrue(first.pairs().gradNorm() > 0);
  }

  @Test
  void logsTheReferencePointThatItsLossUsed() {
    TabularPolicy reference = Tasks.policy();
    TabularPolicy trained = Tasks.policy();
    train(trained, DATA, 5);
    Kto.Step sixth = train(Tasks.policy(), DATA, 6).get(5);
    double z = 0;
    for (int i = 0; i < 3; i++) {
      Preference pair = DATA.get(i);
      Preference next = DATA.get((i + 1) % 3);
      z +=
          ratio(
                  trained,
                  reference,
                  new Preference(next.prompt(), pair.chosen(), pair.chosen()),
                  true)
              / 6;
      z +=
          ratio(
                  trained,
                  reference,
                  new Preference(next.prompt(), pair.rejected(), pair.rejected()),
                  false)
              / 6;
    }
    assertTrue(z > 0.01, "the answers mean something for other prompts, at " + z);
    assertEquals(z, sixth.referencePoint(), 1e-5);
    double loss = 0;
    double chosen = 0;
    for (Preference pair : DATA) {
      double w = ratio(trained, reference, pair, true);
      double l = ratio(trained, reference, pair, false);
      loss += (1 / (1 + Math.exp(BETA * (w - z))) + 1 / (1 + Math.exp(BETA * (z - l)))) / 6;
      chosen += BETA * w / 3;
    }
    assertEquals(loss, sixth.loss(), 1e-5);
    assertEquals(chosen, sixth.pairs().chosenReward(), 1e-5);
  }

  private static double ratio(
      TabularPolicy policy, TabularPolicy reference, Preference pair, boolean chosen) {
    TokenRow row = policy.encode(pair.prompt(), chosen ? pair.chosen() : pair.rejected());
    return policy.logProbability(row) - reference.logProbability(row);
  }

  @Test
  void learnsWhatIsDesirable() {
    List<Kto.Step> steps = train(Tasks.policy(), DATA, 60);
    Kto.Step last = steps.get(59);
    assertTrue(last.pairs().chosenReward() > 0, "chosen " + last.pairs().chosenReward());
    assertTrue(last.pairs().rejectedReward() < 0, "rejected " + last.pairs().rejectedReward());
    assertTrue(last.loss() < 0.4, "loss " + last.loss());
    steps.forEach(step -> assertTrue(step.referencePoint() >= 0));
  }

  @Test
  void aStepOfOnePairHasNoOtherPrompt() {
    List<Kto.Step> steps = train(Tasks.policy(), DATA.subList(0, 1), 5);
    steps.forEach(step -> assertEquals(0, step.referencePoint()));
  }

  @Test
  void answersMoveOnToTheNextPairsPrompt() {
    List<TokenRow> rows =
        List.of(
            new TokenRow(new int[] {1}, new int[] {2, 0}),
            new TokenRow(new int[] {1}, new int[] {3, 0}),
            new TokenRow(new int[] {2, 2}, new int[] {1, 1, 1, 0}),
            new TokenRow(new int[] {2, 2}, new int[] {0}));
    List<TokenRow> moved = Kto.mismatched(rows, 3);
    assertArrayEquals(new int[] {2, 2}, moved.get(0).prompt());
    assertArrayEquals(new int[] {2}, moved.get(0).completion(), "cut off at the context");
    assertArrayEquals(new int[] {3}, moved.get(1).completion());
    assertArrayEquals(new int[] {1}, moved.get(2).prompt());
    assertArrayEquals(new int[] {1, 1}, moved.get(2).completion());
    assertArrayEquals(new int[] {0}, moved.get(3).completion());
  }
}
