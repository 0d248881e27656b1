package org.rlhf4j.evaluators.winrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.evaluators.Fixtures;

final class WinRateTest {

  private static final Verdict UNPARSED = new Verdict(0.5, Verdict.Label.UNPARSED, "");

  private static final EvaluationTask TASK =
      Fixtures.task(
          null,
          Fixtures.subject("sft", "5", "5", "5", "5"),
          Fixtures.subject("dpo", "9", "9", "5", "1"));

  private static Judge judge(Function<Comparison, Verdict> verdict) {
    Judge judge = mock(Judge.class);
    when(judge.judge(any()))
        .thenAnswer(call -> call.<List<Comparison>>getArgument(0).stream().map(verdict).toList());
    return judge;
  }

  private static Verdict byNumber(Comparison c) {
    return Verdict.of(
        0.5 + 0.5 * Math.signum(number(c.first().text()) - number(c.second().text())));
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  private static WinRate evaluator(Judge judge, String baseline) {
    WinRateOptions d = new WinRatePlugin().defaults();
    WinRateOptions raw =
        new WinRateOptions(null, null, d.name(), false, 0, 1, null, 50, List.of(), null, List.of());
    return new WinRate(
        new JudgedAnswers(judge, "judge", baseline, null),
        raw,
        new LengthControl(0, 1, Difficulties.NONE));
  }

  private static Measurement dpo(Judge judge) {
    return evaluator(judge, "sft").evaluate(TASK).measurements().get(1);
  }

  @Test
  void winsTiesAndLosses() {
    Measurement m = dpo(judge(WinRateTest::byNumber));
    assertEquals(62.5, m.value(), 1e-12);
    double sd = Math.sqrt((2 * 37.5 * 37.5 + 12.5 * 12.5 + 62.5 * 62.5) / 3);
    assertEquals(sd / 2, m.standardError(), 1e-12);
    assertEquals(
        "dpo win rate % 4 ",
        m.subject() + " " + m.metric() + " " + m.unit() + " " + m.n() + " " + m.note());
  }

  @Test
  void theBaselineIsHalfByDefinition() {
    Measurement m =
        evaluator(judge(WinRateTest::byNumber), "sft").evaluate(TASK).measurements().get(0);
    assertEquals(Measurement.fixed("sft", "win rate", "%", 50, 4, "baseline"), m);
  }

  @Test
  void aJudgeThatAlwaysSaysFirstTellsNothing() {
    Measurement m = dpo(judge(c -> Verdict.of(1)));
    assertEquals(50, m.value(), 1e-12);
    assertEquals(0, m.standardError(), 1e-12);
  }

  @Test
  void aBiasForThePositionCancels() {
    // says first unless the second answer is better by more than 3
    Measurement m =
        dpo(
            judge(
                c -> Verdict.of(number(c.second().text()) - number(c.first().text()) > 3 ? 0 : 1)));
    // 9 and 1 against 5 are decided alike in both orders, 5 against 5 is not
    assertEquals(62.5, m.value(), 1e-12);
  }

  @Test
  void preferencesMayBeSoft() {
    Measurement m = dpo(judge(c -> Verdict.of(c.first().text().equals("5") ? 0.3 : 0.9)));
    // dpo first, sft second: 0.9 but 0.3 for the third; the other way round: always 1 - 0.3
    double[] expected = {80, 80, 50, 80};
    assertEquals(Sample.of(expected).mean(), m.value(), 1e-9);
    assertEquals(Sample.of(expected).standardError(), m.standardError(), 1e-9);
  }

  @Test
  void oneUsableOrderCountsAlone() {
    // unusable whenever the baseline's answer comes first, or dpo's is the 1 of the fourth prompt
    Measurement m =
        dpo(
            judge(
                c ->
                    c.first().text().equals("5") || c.first().text().equals("1")
                        ? UNPARSED
                        : byNumber(c)));
    // twice 100, and 50 for the two fives, about which nobody is asked
    assertEquals(250 / 3.0, m.value(), 1e-12);
    assertEquals(3, m.n());
    assertTrue(m.note().startsWith("1 of 4 prompts left out"), m.note());
  }

  @Test
  void withoutAnyVerdictThereIsNoNumber() {
    EvaluationTask different =
        Fixtures.task(
            null,
            Fixtures.subject("sft", "5", "5", "5", "5"),
            Fixtures.subject("dpo", "9", "9", "8", "1"));
    Measurement m =
        evaluator(judge(c -> UNPARSED), "sft").evaluate(different).measurements().get(1);
    assertEquals(Double.NaN, m.value());
    assertEquals(0, m.n());
    assertTrue(m.note().startsWith("4 of 4"), m.note());
  }

  @Test
  void bothOrdersOfAComparisonHaveOneIdAndMethodsHaveDifferentOnes() {
    List<Comparison> asked = new ArrayList<>();
    Judge judge =
        judge(
            c -> {
              asked.add(c);
              return Verdict.of(1);
            });
    EvaluationTask task =
        Fixtures.task(
            null,
            Fixtures.subject("sft", "5"),
            Fixtures.subject("dpo", "6"),
            Fixtures.subject("ppo", "7"));
    evaluator(judge, "sft").evaluate(task);
    assertEquals(
        List.of("dpo/p0", "dpo/p0", "ppo/p0", "ppo/p0"),
        asked.stream().map(Comparison::id).toList());
    assertEquals(asked.get(0).swapped(), asked.get(1));
    assertEquals("6", asked.get(0).first().text());
  }

  @Test
  void anUnknownBaselineIsRefusedBeforeAnythingRuns() {
    WinRate evaluator = evaluator(judge(WinRateTest::byNumber), "sftt");
    UserException e =
        assertThrows(UserException.class, () -> evaluator.check(List.of("base", "sft", "dpo")));
    assertEquals(
        "win-rate: baseline: no method is named \"sftt\"; did you mean \"sft\"? this run has base,"
            + " sft, dpo",
        e.getMessage());
    assertThrows(UserException.class, () -> evaluator.evaluate(TASK).measurements());
    evaluator(judge(WinRateTest::byNumber), "sft").check(List.of("base", "sft"));
  }

  @Test
  void aJudgeIsRequired() {
    WinRatePlugin plugin = new WinRatePlugin();
    PluginContext context = mock(PluginContext.class);
    assertThrows(UserException.class, () -> plugin.create(plugin.defaults(), context));
  }

  @Test
  void closesItsJudge() {
    Judge judge = mock(Judge.class);
    evaluator(judge, "sft").close();
    verify(judge).close();
  }
}
