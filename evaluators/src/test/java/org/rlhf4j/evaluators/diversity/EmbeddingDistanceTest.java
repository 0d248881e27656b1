package org.rlhf4j.evaluators.diversity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.TabularLanguage;
import org.rlhf4j.exact.TabularPolicy;

/** Distances of answers by the vectors of a policy, on a language small enough to list. */
final class EmbeddingDistanceTest {

  private static final int NEW_TOKENS = 3;
  private static final int PROMPTS = 1500;
  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(5, "q", "a", "b");

  private static TabularPolicy policy() {
    return new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0.7);
  }

  /** A policy whose vector of a text is its share of each token, behind one that begins a text. */
  private static Policy shares() {
    TabularPolicy table = policy();
    Policy shares = mock(Policy.class);
    when(shares.contextLength()).thenReturn(100);
    when(shares.encode(any(Prompt.class))).thenReturn(new int[] {0});
    when(shares.encode(any(Prompt.class), any(Answer.class)))
        .thenAnswer(
            call -> {
              TokenRow row = table.encode(new Prompt("p", "q"), call.getArgument(1));
              return new TokenRow(new int[] {0}, row.completion());
            });
    when(shares.embedding()).thenReturn(Optional.of(table));
    return shares;
  }

  private static Evaluator evaluator(int samples, Policy embedder) {
    ModeCollapseOptions d = new ModeCollapsePlugin().defaults();
    return new ModeCollapsePlugin()
        .create(
            new ModeCollapseOptions(
                d.reference(),
                samples,
                NEW_TOKENS,
                d.unit(),
                d.distinct(),
                d.bleu(),
                d.vocabulary(),
                embedder == null ? null : FileContext.part("shares", embedder),
                d.alarm()),
            new FileContext(Path.of("")));
  }

  private static EvaluationTask task(Policy policy) {
    String[] answers = new String[PROMPTS];
    Arrays.fill(answers, "a");
    return Setting.task(Setting.subject("sft", policy, answers));
  }

  /** Cosine of two answers' counts of words and of the one end: shares are these by a factor. */
  private static double cosine(String one, String other) {
    double[] x = counts(one);
    double[] y = counts(other);
    double dot = 0;
    double xx = 0;
    double yy = 0;
    for (int d = 0; d < x.length; d++) {
      dot += x[d] * y[d];
      xx += x[d] * x[d];
      yy += y[d] * y[d];
    }
    return dot / Math.sqrt(xx * yy);
  }

  private static double[] counts(String text) {
    double[] counts = {0, 0, 0, 1};
    for (String word : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
      counts[List.of("q", "a", "b").indexOf(word)]++;
    }
    return counts;
  }

  private static List<String> texts(TabularPolicy policy) {
    return LANGUAGE.completions(NEW_TOKENS).stream().map(c -> policy.decode(c).strip()).toList();
  }

  /** Expectation over two independent answers, by listing all pairs. */
  private static double expected(List<String> texts, double[] p) {
    double expected = 0;
    for (int i = 0; i < p.length; i++) {
      for (int j = 0; j < p.length; j++) {
        expected += p[i] * p[j] * (1 - cosine(texts.get(i), texts.get(j)));
      }
    }
    return expected;
  }

  @Test
  void agreesWithTheExactExpectationForAnyNumberOfSamples() {
    TabularPolicy policy = policy();
    double[] p = Exact.distribution(policy, new Prompt("p", "q"), NEW_TOKENS);
    double expected = expected(texts(policy), p);
    for (int samples : new int[] {2, 5}) {
      Evaluation found = evaluator(samples, shares()).evaluate(task(policy));
      Measurement m = Setting.measurement(found, "sft", "embedding distance");
      assertEquals(PROMPTS, m.n());
      assertTrue(m.standardError() < 0.05 * expected, m.toString());
      assertEquals(expected, m.value(), 4 * m.standardError(), samples + " samples");
      // all prompts say the same, so that the chance across them is the same
      assertEquals(
          expected,
          Setting.cell(
                  Setting.table(found, "diversity"), "embedding distance", "sft", "across prompts")
              .value(),
          0.05 * expected);
    }
  }

  /** No sampling at all: the mean of the estimate over all triples is the mean over all pairs. */
  @Test
  void theEstimateFromThreeAnswersHasNoBias() {
    TabularPolicy policy = policy();
    double[] p = Exact.distribution(policy, new Prompt("p", "q"), 2);
    List<String> texts =
        LANGUAGE.completions(2).stream().map(c -> policy.decode(c).strip()).toList();
    List<AnswerText> all = texts.stream().map(t -> new AnswerText(t, new int[0])).toList();
    Embedder embedder = new Embedder(shares());
    assertEquals(0, embedder.read(List.of(all)));
    double mean = 0;
    for (int i = 0; i < p.length; i++) {
      for (int j = 0; j < p.length; j++) {
        for (int k = 0; k < p.length; k++) {
          List<AnswerText> three = List.of(all.get(i), all.get(j), all.get(k));
          mean += p[i] * p[j] * p[k] * embedder.measure().of().applyAsDouble(three, new NGrams());
        }
      }
    }
    assertEquals(expected(texts, p), mean, 1e-6);
  }

  @Test
  void distanceIsTheMeanOverPairs() {
    List<double[]> units =
        List.of(
            new double[] {1, 0}, new double[] {0, 1}, new double[] {0.6, 0.8}, new double[] {0, 0});
    // cosines 0, 0.6, 0.8, and nothing is like the zero vector
    assertEquals((1 + 0.4 + 0.2 + 3) / 6, TextPairs.distance(units), 1e-12);
    double[] zero = new double[2];
    assertEquals(0, TextPairs.distance(List.of(zero, zero)), 1e-12);
    assertEquals(2, TextPairs.distance(List.of(new double[] {1, 0}, new double[] {-1, 0})), 1e-12);
    assertTrue(Double.isNaN(TextPairs.distance(List.of(zero))));
  }

  @Test
  void theReferencesPolicyEmbedsWhereNoOtherIsGiven() {
    TabularPolicy table = policy();
    Policy reference = shares();
    when(reference.generate(any(), org.mockito.ArgumentMatchers.anyInt(), any(), any()))
        .thenAnswer(
            call ->
                table.generate(
                    call.getArgument(0),
                    call.getArgument(1),
                    call.getArgument(2),
                    call.getArgument(3)));
    Evaluation by = evaluator(3, null).evaluate(task(reference));
    Evaluation with = evaluator(3, shares()).evaluate(task(table));
    assertEquals(
        Setting.measurement(with, "sft", "embedding distance").value(),
        Setting.measurement(by, "sft", "embedding distance").value(),
        1e-12);
    assertTrue(with.basis().judge().contains("shares"), with.basis().toString());
    assertFalse(with.basis().equals(by.basis()));
    // a table has no token that begins a text
    Evaluation without = evaluator(3, null).evaluate(task(table));
    assertTrue(
        without.measurements().stream().noneMatch(m -> m.metric().equals("embedding distance")));
  }

  @Test
  void longTextsAreKnownByTheirBeginning() {
    Policy shares = shares();
    when(shares.contextLength()).thenReturn(3);
    Embedder embedder = new Embedder(shares);
    List<AnswerText> texts = new ArrayList<>();
    for (String text : List.of("a b", "a b q", "a")) {
      texts.add(new AnswerText(text, new int[0]));
    }
    assertEquals(2, embedder.read(List.of(texts)));
    assertEquals(
        0, embedder.measure().of().applyAsDouble(texts.subList(0, 2), new NGrams()), 1e-12);
  }

  @Test
  void whatCannotEmbedIsRefusedAndGivenBack() {
    Policy none = mock(Policy.class);
    UserException refused = assertThrows(UserException.class, () -> evaluator(2, none));
    assertTrue(refused.getMessage().contains("embedder"), refused.getMessage());
    verify(none).close();
  }
}
