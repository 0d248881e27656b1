package org.rlhf4j.algorithms.supervised;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

final class ControlTokenTest {

  private static final int GOOD = Tasks.LANGUAGE.size();
  private static final int BAD = GOOD + 1;
  private static final List<Preference> DATA =
      List.of(Tasks.preference("a", "b", "c"), Tasks.preference("a", "b", "a"));

  @Test
  void asksBehindTheGoodToken() {
    try (Policy good = train(Tasks.policy(), 1)) {
      assertArrayEquals(new int[] {1, GOOD}, good.encode(Tasks.prompt("a")));
      TokenRow row = good.encode(Tasks.prompt("a"), Answer.ofText("b"));
      assertArrayEquals(new int[] {1, GOOD}, row.prompt());
      assertArrayEquals(new int[] {2, 0}, row.completion());
    }
  }

  @Test
  void tellsGoodFromBad() {
    TabularPolicy policy = Tasks.policy();
    TabularPolicy before = policy.copy();
    Policy good = train(policy, 300);
    assertEquals(1, probability(policy, new int[] {1, GOOD}, 2, 0), 0.02, "b is always chosen");
    assertEquals(1 / 2.0, probability(policy, new int[] {1, BAD}, 3, 0), 0.02);
    assertEquals(1 / 2.0, probability(policy, new int[] {1, BAD}, 1, 0), 0.02);
    assertEquals(0, Tasks.distance(policy, before, "a"), "without a token nothing was learned");
    Completion answer =
        good.generate(List.of(Tasks.prompt("a")), 1, Decoding.greedy(3), Tasks.RANDOM)
            .get(0)
            .get(0);
    assertEquals("b", answer.text());
    assertEquals(
        answer.logProbs()[0],
        good.likelihood()
            .orElseThrow()
            .score(List.of(good.encode(Tasks.prompt("a"), answer.answer())), 1)
            .get(0)
            .logProbs()[0]);
  }

  @Test
  void theTokensStartEqualToNone() {
    try (TabularPolicy policy = Tasks.policy()) {
      policy.addControlTokens(List.of("<|good|>"), Tasks.RANDOM);
      assertEquals(
          probability(policy, new int[] {1}, 2, 0), probability(policy, new int[] {1, GOOD}, 2, 0));
    }
  }

  @Test
  void bothSidesOfEachPairAreExamples() {
    RecordingLog log = new RecordingLog();
    optimizer(1).optimize(Tasks.prefer(Tasks.policy(), DATA, log));
    assertEquals(1, log.steps(SftStep.class).size());
    assertEquals(4 * 4, log.steps(SftStep.class).get(0).tokens(), "prompt, token, answer, end");
  }

  @Test
  void ownsThePolicyThatItWraps() {
    TabularPolicy policy = Tasks.policy();
    train(policy, 1).close();
    assertTrue(policy.isClosed());
  }

  @Test
  void theTokensMustDiffer() {
    UserException e =
        assertThrows(
            UserException.class,
            () -> new ControlTokenOptions(Tasks.training(1, 1, 1, 0.1), "<|x|>", "<|x|>"));
    assertTrue(e.getMessage().contains("\"<|x|>\" and \"<|x|>\""), e.getMessage());
  }

  @Test
  void aTokenThatIsThereIsFoundBeforeTraining() {
    try (TabularPolicy policy = Tasks.policy()) {
      ControlToken method = optimizer(1);
      method.check(policy);
      assertFalse(method.makesTrainablePolicy());
      policy.addControlTokens(List.of("<|bad|>"), Tasks.RANDOM);
      UserException e = assertThrows(UserException.class, () -> method.check(policy));
      assertTrue(e.getMessage().startsWith("\"<|bad|>\" is a token"), e.getMessage());
    }
  }

  @Test
  void saysWhatASavedModelIsPartOf(@TempDir Path folder) throws IOException {
    try (Policy good = train(Tasks.policy(), 1)) {
      good.save(folder);
    }
    String note = Files.readString(folder.resolve("rlhf4j-policy.json"));
    assertTrue(note.contains("\"token\": \"<|good|>\",\n  \"place\": \"end of prompt\""), note);
  }

  private static Policy train(TabularPolicy policy, int epochs) {
    return optimizer(epochs).optimize(Tasks.prefer(policy, DATA, new RecordingLog()));
  }

  private static ControlToken optimizer(int epochs) {
    return new ControlToken(
        new ControlTokenOptions(Tasks.training(4, 1, epochs, 0.1), "<|good|>", "<|bad|>"));
  }

  private static double probability(TabularPolicy policy, int[] prompt, int... completion) {
    return Math.exp(policy.logProbability(new TokenRow(prompt, completion)));
  }
}
