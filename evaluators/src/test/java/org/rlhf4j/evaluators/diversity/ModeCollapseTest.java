package org.rlhf4j.evaluators.diversity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class ModeCollapseTest {

  private static final int NEW_TOKENS = 3;
  private static final int MANY = 2000;
  private static final int PROMPTS = 300;
  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(5, "q", "a", "b");

  private static ModeCollapse evaluator(int samples) {
    return new ModeCollapse(
        new ModeCollapseOptions(
            "sft",
            samples,
            NEW_TOKENS,
            TextUnit.WORDS,
            2,
            4,
            3,
            null,
            new ModeCollapseOptions.Thresholds()),
        null,
        "");
  }

  /** Logits that are those of the policy times this; large for one that says ever the same. */
  private static TabularPolicy sharpened(double factor) {
    TabularPolicy policy = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0.7);
    TabularPolicy sharp = new TabularPolicy(LANGUAGE, RandomStream.ofSeed(1), 0.7);
    int[] start = policy.encode(new Prompt("p", "q"));
    for (int[] completion : LANGUAGE.completions(NEW_TOKENS)) {
      for (int t = 0; t < completion.length; t++) {
        int[] before = Arrays.copyOf(start, start.length + t);
        System.arraycopy(completion, 0, before, start.length, t);
        sharp.setLogits(
            before, Arrays.stream(policy.logits(before)).map(x -> factor * x).toArray());
      }
    }
    return sharp;
  }

  private static EvaluationTask task(Policy policy) {
    return task(PROMPTS, policy);
  }

  private static EvaluationTask task(int prompts, Policy policy) {
    String[] answers = new String[prompts];
    Arrays.fill(answers, "a");
    return Setting.task(
        Setting.subject("sft", sharpened(1), answers), Setting.subject("ppo", policy, answers));
  }

  @Test
  void agreesWithWhatIsExactlyTrue() {
    TabularPolicy policy = sharpened(1);
    List<int[]> completions = LANGUAGE.completions(NEW_TOKENS);
    double[] p = Exact.distribution(policy, new Prompt("p", "q"), NEW_TOKENS);
    double entropy = -Arrays.stream(p).map(x -> x * Math.log(x)).sum();
    double tokens =
        IntStream.range(0, p.length).mapToDouble(i -> p[i] * completions.get(i).length).sum();
    List<String> texts = completions.stream().map(c -> policy.decode(c).strip()).toList();
    double identical = 0;
    for (int i = 0; i < p.length; i++) {
      for (int j = 0; j < p.length; j++) {
        identical += texts.get(i).equals(texts.get(j)) ? 100 * p[i] * p[j] : 0;
      }
    }
    Evaluation found = evaluator(4).evaluate(task(MANY, policy));
    assertNear(entropy, Setting.measurement(found, "ppo", "answer entropy"));
    assertNear(entropy / tokens, Setting.measurement(found, "ppo", "token entropy"));
    assertNear(identical, Setting.measurement(found, "ppo", "identical"));
    assertTrue(found.alarms().isEmpty(), () -> found.alarms().toString());
    // the same random numbers for both, who are the same
    assertEquals(
        Setting.measurement(found, "sft", "self-BLEU").value(),
        Setting.measurement(found, "ppo", "self-BLEU").value());
    // across prompts, which here all say the same, the chance is the same
    double across =
        Setting.cell(Setting.table(found, "diversity"), "identical (%)", "ppo", "across prompts")
            .value();
    assertEquals(identical, across, 0.05 * identical);
  }

  private static void assertNear(double expected, Measurement m) {
    assertEquals(MANY, m.n());
    assertTrue(m.standardError() > 0 && m.standardError() < 0.1 * expected, m.toString());
    assertEquals(expected, m.value(), 4 * m.standardError());
  }

  @Test
  void aCollapsedPolicyRaisesTheAlarmWithItsAnswers() {
    Evaluation found = evaluator(4).evaluate(task(sharpened(40)));
    assertEquals(1, found.alarms().size());
    Alarm alarm = found.alarms().get(0);
    assertEquals("ppo", alarm.subject());
    assertTrue(alarm.message().contains("token entropy"), alarm.message());
    assertTrue(alarm.message().contains("within a prompt are identical"), alarm.message());
    assertTrue(alarm.message().contains("across prompts are identical"), alarm.message());
    assertTrue(
        alarm.evidence().get(0).matches("p\\d+: 4 of 4 answers are \".*\""),
        alarm.evidence().toString());
    assertTrue(
        alarm.evidence().stream()
            .anyMatch(e -> e.matches("\\d+ of 300 prompts are answered with \".*\"")),
        alarm.evidence().toString());
    assertEquals(1, Setting.measurement(found, "ppo", "identical").value() / 100, 0.3);
    // charts and tables speak of both methods
    assertEquals(4, Setting.table(found, "diversity").rows().size());
    assertEquals(2, found.charts().get(0).series().get(0).points().size());
  }

  @Test
  void theSamePromptsWithoutSpreadRaiseNoAlarm() {
    // half as much entropy is asked for, and it has a little less than before
    assertTrue(evaluator(4).evaluate(task(sharpened(1.2))).alarms().isEmpty());
  }

  @Test
  void ofAnswersAloneDiversityIsAcrossPrompts() {
    Evaluation found =
        evaluator(2)
            .evaluate(
                Setting.task(
                    Setting.subject("sft", "x y", "x y", "z", "w"),
                    Setting.subject("ppo", "x", "x", "x", "x")));
    assertTrue(found.measurements().isEmpty());
    assertEquals(
        100 / 6.0,
        Setting.cell(Setting.table(found, "diversity"), "identical (%)", "sft", "across prompts")
            .value(),
        1e-9);
    assertTrue(found.alarms().isEmpty(), "signs of four prompts agree in 1 of 16 cases by chance");
  }

  @Test
  void twelvePromptsWithOneAnswerAreToldFromChance() {
    String[] different = IntStream.range(0, 12).mapToObj(i -> "x" + i).toArray(String[]::new);
    String[] same = new String[12];
    Arrays.fill(same, "x");
    Evaluation found =
        evaluator(2)
            .evaluate(
                Setting.task(Setting.subject("sft", different), Setting.subject("ppo", same)));
    assertEquals(1, found.alarms().size());
    assertEquals(
        List.of("12 of 12 prompts are answered with \"x\""), found.alarms().get(0).evidence());
    String message = found.alarms().get(0).message();
    assertTrue(message.endsWith(", the only number compared)"), message);
  }

  @Test
  void withoutALikelihoodThereIsNoEntropy() {
    Policy bestOf = mock(Policy.class);
    Completion drawn = Setting.completion("a b", 3, Completion.Finish.STOP);
    when(bestOf.generate(any(), anyInt(), any(), any()))
        .thenReturn(List.of(List.of(drawn, drawn), List.of(drawn, drawn)));
    Subject subject = Setting.subject("sft", bestOf, "a", "b");
    Evaluation found = evaluator(2).evaluate(Setting.task(subject));
    assertTrue(
        found.measurements().stream().noneMatch(m -> m.metric().contains("entropy")),
        found.measurements().toString());
    assertEquals(100, Setting.measurement(found, "sft", "identical").value());
    assertEquals(0, Setting.measurement(found, "sft", "n-gram distance").value(), 1e-12);
    assertEquals(2 / 4.0, Setting.measurement(found, "sft", "distinct-1").value(), 1e-12);
  }

  @Test
  void anUnknownReferenceIsRefused() {
    assertThrows(UserException.class, () -> evaluator(2).check(List.of("base", "ppo")));
    assertThrows(IllegalArgumentException.class, () -> evaluator(1));
  }
}
