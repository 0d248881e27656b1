package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;

/** Rewards and judges that do what a test says, and random numbers that a test pins. */
final class FakesTest {

  private static final Prompt PROMPT = new Prompt("1", "a");

  private static Comparison comparison(String id, String first, String second) {
    return new Comparison(id, PROMPT, Answer.ofText(first), Answer.ofText(second));
  }

  private static Response response(String text) {
    return new Response(PROMPT, Answer.ofText(text));
  }

  private static RewardModel length() {
    return new FunctionReward(r -> r.answer().text().length());
  }

  @Test
  void aScriptIsReadVerdictByVerdict() {
    ScriptedJudge judge = ScriptedJudge.reading(Verdict.of(1), Verdict.of(0.5));
    Comparison one = comparison("1", "a", "b");
    Comparison two = comparison("2", "b", "a");
    assertEquals(List.of(Verdict.of(1)), judge.judge(List.of(one)));
    assertEquals(List.of(Verdict.of(0.5)), judge.judge(List.of(two)));
    assertEquals(List.of(one, two), judge.asked());
  }

  @Test
  void aScriptThatRunsOutSaysAtWhichQuestion() {
    ScriptedJudge judge = ScriptedJudge.reading(Verdict.of(1));
    List<Comparison> asked = List.of(comparison("1", "a", "b"), comparison("2", "b", "a b"));
    AssertionError e = assertThrows(AssertionError.class, () -> judge.judge(asked));
    assertEquals(
        "the script of 1 verdicts has run out, and the judge was asked about \"2\": Answer[b]"
            + " against Answer[a b]",
        e.getMessage());
    assertEquals(asked, judge.asked());
  }

  @Test
  void aJudgeByFunctionNeverRunsOut() {
    ScriptedJudge judge = ScriptedJudge.saying(c -> Verdict.of(c.id().equals("1") ? 0 : 1));
    assertEquals(
        List.of(Verdict.of(0), Verdict.of(1)),
        judge.judge(List.of(comparison("1", "a", "b"), comparison("2", "a", "b"))));
    judge.close();
    assertTrue(judge.isClosed());
    assertThrows(IllegalStateException.class, () -> judge.judge(List.of()));
  }

  @Test
  void aRewardRemembersItsCalls() {
    RecordingReward reward = new RecordingReward(length());
    assertArrayEquals(new double[] {1, 3}, reward.score(List.of(response("a"), response("a b"))));
    reward.score(List.of(response("b")));
    assertEquals(List.of(2, 1), reward.calls().stream().map(List::size).toList());
    assertEquals(List.of(response("a"), response("a b"), response("b")), reward.responses());
    assertFalse(reward.isClosed());
    reward.close();
    assertTrue(reward.isClosed());
    assertThrows(IllegalStateException.class, () -> reward.score(List.of()));
  }

  @Test
  void aFailureComesOnceAndWhenItIsDue() {
    FailingReward reward = new FailingReward(2, length());
    List<Response> one = List.of(response("a b"));
    assertArrayEquals(new double[] {3}, reward.score(one));
    ToldToFail e = assertThrows(ToldToFail.class, () -> reward.score(one));
    assertEquals("the reward was told to fail on call 2", e.getMessage());
    assertArrayEquals(new double[] {3}, reward.score(one));
    assertEquals(3, reward.calls());
    FailingJudge judge = new FailingJudge(1, ScriptedJudge.reading(Verdict.of(1)));
    List<Comparison> asked = List.of(comparison("1", "a", "b"));
    assertThrows(ToldToFail.class, () -> judge.judge(asked));
    assertEquals(List.of(Verdict.of(1)), judge.judge(asked));
    assertEquals(2, judge.calls());
    assertThrows(IllegalArgumentException.class, () -> new FailingReward(0, length()));
    assertThrows(IllegalArgumentException.class, () -> new FailingJudge(0, judge));
  }

  /**
   * A stream has no state, so a test pins one by its seed and names. What a method draws is found
   * again by the same names, and does not move with what else is drawn.
   */
  @Test
  void aTestPinsARandomStreamByItsName() {
    RandomStream noise = RandomStream.ofSeed(7).child("label-noise");
    double first = noise.child("pair 1").uniform(0);
    RandomStream.ofSeed(7).child("sampling").permutation(100);
    assertEquals(first, RandomStream.ofSeed(7).child("label-noise").child("pair 1").uniform(0));
    long seed = 0; // the first seed whose stream flips the label
    while (RandomStream.ofSeed(seed).child("label-noise").child("pair 1").uniform(0) >= 0.25) {
      seed++;
    }
    assertTrue(seed < 50, "one in four does");
  }
}
