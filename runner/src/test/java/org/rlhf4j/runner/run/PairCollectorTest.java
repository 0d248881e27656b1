package org.rlhf4j.runner.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.runner.spec.FeedbackStage;

final class PairCollectorTest {
  private static final RandomStream RANDOM = RandomStream.ofSeed(1);
  private final List<Comparison> asked = new ArrayList<>();

  private static Completion completion(String text) {
    int[] tokens = text.chars().toArray();
    float[] zeros = new float[tokens.length];
    return new Completion(new Answer(text, tokens), Completion.Finish.STOP, zeros, zeros);
  }

  private static Policy saying(String... texts) {
    Policy policy = mock(Policy.class);
    when(policy.generate(any(), anyInt(), any(), any()))
        .thenReturn(List.of(Stream.of(texts).map(PairCollectorTest::completion).toList()));
    return policy;
  }

  private PairCollector.Collected collect(Policy policy, Verdict... verdicts) {
    Judge judge =
        comparisons -> {
          asked.addAll(comparisons);
          return List.of(verdicts);
        };
    FeedbackStage stage = new FeedbackStage("base", null, verdicts.length, new Decoding());
    return new PairCollector(stage, judge, RunLog.silent())
        .collect(policy, List.of(new Prompt("7", "p")), RANDOM);
  }

  @Test
  void theJudgeDecides() {
    PairCollector.Collected collected =
        collect(saying("a", "b", "c", "d"), Verdict.of(0.9), Verdict.of(0.2));
    assertEquals(
        List.of("a>b", "d>c"),
        collected.preferences().stream().map(PairCollectorTest::words).toList());
    assertEquals(List.of("7/0", "7/1"), asked.stream().map(Comparison::id).toList());
    assertEquals("[100]", collected.rows().get(1).get("chosenTokens").toString());
    assertEquals("second", collected.rows().get(1).get("label").getAsString());
    assertEquals(0.2, collected.rows().get(1).get("preferFirst").getAsDouble());
  }

  private static String words(Preference preference) {
    return preference.chosen().text() + ">" + preference.rejected().text();
  }

  @Test
  void whatIsNotDecidedIsNotLearned() {
    Verdict unparsed = new Verdict(0.5, Verdict.Label.UNPARSED, "?");
    PairCollector.Collected collected =
        collect(saying("a", "b", "c", "d", "e", "f"), Verdict.of(1), Verdict.of(0.5), unparsed);
    assertEquals(1, collected.preferences().size());
  }

  @Test
  void answersOfOneTextAreNotJudged() {
    Verdict first = Verdict.of(1);
    FeedbackStage stage = new FeedbackStage("base", null, 2, new Decoding());
    Judge judge =
        comparisons -> {
          asked.addAll(comparisons);
          return List.of(first);
        };
    new PairCollector(stage, judge, RunLog.silent())
        .collect(saying("a", "a", "a", "b"), List.of(new Prompt("7", "p")), RANDOM);
    assertEquals(List.of("7/1"), asked.stream().map(Comparison::id).toList());
  }

  @Test
  void noPreferenceAtAllIsToldToTheUser() {
    UserException e =
        assertThrows(UserException.class, () -> collect(saying("a", "b"), Verdict.of(0.5)));
    assertTrue(e.getMessage().startsWith("feedback made no preference: of 1 pairs"));
  }
}
