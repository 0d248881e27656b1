package org.rlhf4j.evaluators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class KlTest {

  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(5, "q", "a", "b");
  private static final TabularPolicy REFERENCE =
      new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0.7);
  private static final TabularPolicy OTHER =
      new TabularPolicy(LANGUAGE, RandomStream.ofSeed(2), 0.7);
  private static final int NEW_TOKENS = 3;

  private static Kl kl(KlEstimator estimator, int samples) {
    return new Kl(new KlOptions("sft", estimator, samples, NEW_TOKENS, "KL"));
  }

  private static EvaluationTask task(int prompts, Policy policy) {
    String[] answers = new String[prompts];
    Arrays.fill(answers, "a");
    return Fixtures.task(
        null,
        Fixtures.subject("sft", REFERENCE, answers),
        Fixtures.subject("other", policy, answers));
  }

  private static double exact() {
    Prompt prompt = new Prompt("p", "q");
    return Exact.kl(
        Exact.distribution(OTHER, prompt, NEW_TOKENS),
        Exact.distribution(REFERENCE, prompt, NEW_TOKENS));
  }

  @ParameterizedTest
  @EnumSource(names = {"K1", "K3"})
  void agreesWithTheExactDivergence(KlEstimator estimator) {
    Measurement m = kl(estimator, 1).evaluate(task(4000, OTHER)).measurements().get(1);
    assertEquals(4000, m.n());
    assertEquals("nats", m.unit());
    assertTrue(m.standardError() > 0 && m.standardError() < 0.05 * exact() + 0.05);
    assertEquals(exact(), m.value(), 4 * m.standardError());
  }

  @Test
  void moreSamplesAPromptAreAveraged() {
    Measurement m = kl(KlEstimator.K1, 16).evaluate(task(500, OTHER)).measurements().get(1);
    assertEquals(500, m.n());
    assertEquals(exact(), m.value(), 4 * m.standardError());
    assertTrue(
        m.standardError()
            < 0.5
                * kl(KlEstimator.K1, 1)
                    .evaluate(task(500, OTHER))
                    .measurements()
                    .get(1)
                    .standardError());
  }

  @Test
  void theReferenceIsZeroByDefinition() {
    assertEquals(
        Measurement.fixed("sft", "KL", "nats", 0, 3, "reference"),
        kl(KlEstimator.K1, 1).evaluate(task(3, OTHER)).measurements().get(0));
  }

  @Test
  void eachPolicyEncodesThePromptItself() {
    Completion drawn =
        new Completion(
            new Answer("a", new int[] {2, 0}),
            Completion.Finish.STOP,
            new float[] {-1, -0.5f},
            new float[] {-9, -9});
    Policy policy = mock(Policy.class);
    when(policy.likelihood()).thenReturn(Optional.of(mock(Likelihood.class)));
    when(policy.generate(any(), eq(1), eq(Decoding.sampling(1, NEW_TOKENS)), any()))
        .thenReturn(List.of(List.of(drawn)));
    Policy reference = mock(Policy.class);
    Likelihood likelihood = mock(Likelihood.class);
    when(reference.likelihood()).thenReturn(Optional.of(likelihood));
    when(reference.encode(any(Prompt.class))).thenReturn(new int[] {7, 7, 7});
    when(likelihood.logProbs(any(), eq(1.0)))
        .thenAnswer(
            call -> {
              TokenRow row = call.<List<TokenRow>>getArgument(0).get(0);
              assertEquals("[7, 7, 7]", Arrays.toString(row.prompt()));
              assertEquals("[2, 0]", Arrays.toString(row.completion()));
              return List.of(new float[] {-1.5f, -2});
            });
    EvaluationTask task =
        Fixtures.task(
            null, Fixtures.subject("sft", reference, "a"), Fixtures.subject("good", policy, "a"));
    assertEquals(
        0.5 + 1.5, kl(KlEstimator.K1, 1).evaluate(task).measurements().get(1).value(), 1e-6);
    double k3 = KlEstimator.K3.of(0.5) + KlEstimator.K3.of(1.5);
    assertEquals(k3, kl(KlEstimator.K3, 1).evaluate(task).measurements().get(1).value(), 1e-6);
  }

  @Test
  void withoutALikelihoodTheBoundIsReported() {
    Policy bestOf = mock(Policy.class);
    when(bestOf.klUpperBound()).thenReturn(OptionalDouble.of(1.8));
    List<Measurement> found = kl(KlEstimator.K1, 1).evaluate(task(3, bestOf)).measurements();
    assertEquals(Measurement.upperBound("other", "KL", "nats", 1.8), found.get(1));
    verify(bestOf, never()).generate(any(), anyInt(), any(), any());
  }

  @Test
  void whatCannotBeMeasuredHasNoRow() {
    Policy unknown = mock(Policy.class);
    when(unknown.klUpperBound()).thenReturn(OptionalDouble.empty());
    assertEquals(1, kl(KlEstimator.K1, 1).evaluate(task(3, unknown)).measurements().size());
    assertEquals(1, kl(KlEstimator.K1, 1).evaluate(task(3, null)).measurements().size());
  }

  @Test
  void aReferenceThatCannotScoreIsRefused() {
    Policy bestOf = mock(Policy.class);
    Subject sft = Fixtures.subject("sft", bestOf, "a");
    Kl kl = kl(KlEstimator.K1, 1);
    UserException e =
        assertThrows(
            UserException.class, () -> kl.evaluate(Fixtures.task(null, sft)).measurements());
    assertTrue(e.getMessage().contains("no likelihood"), e.getMessage());
    Subject known = Fixtures.subject("sft", "a");
    assertThrows(UserException.class, () -> kl.evaluate(Fixtures.task(null, known)).measurements());
    assertThrows(UserException.class, () -> kl.check(List.of("base", "dpo")));
  }

  @Test
  void anotherSubjectChangesNothing() {
    Subject third = Fixtures.subject("third", OTHER.copy(), "a", "a");
    EvaluationTask two = task(2, OTHER);
    EvaluationTask three = Fixtures.task(null, two.subjects().get(0), third, two.subjects().get(1));
    assertEquals(
        kl(KlEstimator.K1, 1).evaluate(two).measurements().get(1),
        kl(KlEstimator.K1, 1).evaluate(three).measurements().get(2));
  }
}
