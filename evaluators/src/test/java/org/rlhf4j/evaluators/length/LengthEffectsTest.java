package org.rlhf4j.evaluators.length;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.evaluators.setting.FileContext;
import org.rlhf4j.evaluators.setting.Setting;
import org.rlhf4j.testkit.FunctionReward;

final class LengthEffectsTest {

  private static final int PROMPTS = 200;

  private static LengthEffectsOptions options(AnswerLengthUnit unit, Judge judge) {
    return new LengthEffectsOptions(
        "", "sft", unit, null, judge == null ? null : FileContext.part("panel", judge), 4, 400);
  }

  private static Evaluator create(LengthEffectsOptions options) {
    return new LengthEffectsPlugin().create(options, new FileContext(Path.of("")));
  }

  private static String[] answers(int seed, int least, int spread) {
    RandomGenerator random = RandomStream.ofSeed(seed).generator();
    return IntStream.range(0, PROMPTS)
        .mapToObj(i -> "x".repeat(least + random.nextInt(spread)))
        .toArray(String[]::new);
  }

  private static Evaluation evaluate(ToDoubleFunction<String> reward, String[]... methods) {
    return create(options(AnswerLengthUnit.CHARACTERS, null))
        .evaluate(
            Setting.task(
                new FunctionReward(r -> reward.applyAsDouble(r.answer().text())),
                Setting.subject("sft", methods[0]),
                Setting.subject("ppo", methods[1])));
  }

  @Test
  void aRewardOfLengthAloneIsAllExplained() {
    Evaluation found = evaluate(t -> 0.5 * t.length(), answers(1, 5, 20), answers(2, 15, 20));
    assertEquals(100, Setting.measurement(found, "ppo", "share by length").value(), 1e-9);
    assertEquals(0, Setting.measurement(found, "ppo", "gain at equal length").value(), 1e-9);
    double slope = Setting.cell(Setting.table(found, "gain-by-length"), "slope", "ppo").value();
    assertEquals(0.5, slope, 1e-12);
    assertEquals(10, Setting.measurement(found, "ppo", "length change").value(), 2);
    assertEquals("reference", Setting.measurement(found, "sft", "length change").note());
    assertEquals("the reward of the run", found.basis().judge());
    assertEquals("sft", found.basis().baseline());
  }

  @Test
  void aRewardThatDoesNotSeeLengthIsNotExplained() {
    String[] after =
        java.util.Arrays.stream(answers(2, 15, 20))
            .map(t -> "y" + t.substring(1))
            .toArray(String[]::new);
    Evaluation found = evaluate(t -> t.startsWith("y") ? 3 : 1, answers(1, 5, 20), after);
    assertEquals(2, Setting.measurement(found, "ppo", "gain at equal length").value(), 1e-9);
    assertEquals(0, Setting.measurement(found, "ppo", "share by length").value(), 1e-9);
  }

  /** gain = 1 + 0.2 l + noise: a share of 0.2 mean l / (1 + 0.2 mean l). */
  @Test
  void theShareOfAKnownMixture() {
    String[] before = answers(1, 5, 20);
    String[] after =
        java.util.Arrays.stream(answers(2, 15, 20))
            .map(t -> "y" + t.substring(1))
            .toArray(String[]::new);
    RandomGenerator noise = RandomStream.ofSeed(3).generator();
    Evaluation found =
        evaluate(
            t -> (t.startsWith("y") ? 1 : 0) + 0.2 * t.length() + noise.nextGaussian(),
            before,
            after);
    double length = Setting.measurement(found, "ppo", "length change").value();
    double error = Setting.measurement(found, "ppo", "share by length").standardError();
    assertTrue(error > 0.5 && error < 10, () -> "" + error);
    assertEquals(
        100 * 0.2 * length / (1 + 0.2 * length),
        Setting.measurement(found, "ppo", "share by length").value(),
        4 * error);
    // the parts add up to the mean gain
    var table = Setting.table(found, "gain-by-length");
    assertEquals(
        Setting.cell(table, "gain", "ppo").value(),
        Setting.cell(table, "gain at equal length", "ppo").value()
            + Setting.cell(table, "gain by length", "ppo").value(),
        1e-9);
    // four bins of fifty, then the line
    var series = found.charts().get(1).series();
    assertEquals(4, series.get(0).points().size());
    assertTrue(series.get(0).points().stream().allMatch(p -> p.label().matches("n = [45]\\d")));
    assertEquals(2, series.get(1).points().size());
  }

  @Test
  void withoutAGainThereIsNoShare() {
    String[] before = answers(1, 5, 20);
    Evaluation same = evaluate(String::length, before, before);
    assertEquals(
        List.of("length change", "length change"),
        same.measurements().stream().map(m -> m.metric()).toList());
    assertEquals(
        "not identified",
        Setting.cell(Setting.table(same, "gain-by-length"), "share by length", "ppo").text());
  }

  @Test
  void aJudgesGainIsItsWinRateLessHalf() {
    Judge judge = mock(Judge.class);
    when(judge.judge(any()))
        .thenAnswer(
            call ->
                call.<List<Comparison>>getArgument(0).stream()
                    .map(LengthEffectsTest::longer)
                    .toList());
    Evaluator evaluator = create(options(AnswerLengthUnit.CHARACTERS, judge));
    Evaluation found =
        evaluator.evaluate(
            Setting.task(
                Setting.subject("sft", "aa", "aa", "aa", "aa", "??"),
                Setting.subject("ppo", "aaa", "aaa", "aaa", "a", "a")));
    assertEquals(
        25, Setting.cell(Setting.table(found, "gain-by-length"), "gain", "ppo").value(), 1e-12);
    assertEquals(
        "1 of 5 prompts left out for want of a usable verdict",
        Setting.measurement(found, "ppo", "gain at equal length").note());
    assertEquals("panel", found.basis().judge());
    evaluator.close();
    verify(judge).close();
  }

  private static Verdict longer(Comparison c) {
    boolean bad = c.first().text().equals("??") || c.second().text().equals("??");
    return bad
        ? new Verdict(0.5, Verdict.Label.UNPARSED, "")
        : Verdict.of(
            0.5 + 0.5 * Integer.signum(c.first().text().length() - c.second().text().length()));
  }

  @ParameterizedTest
  @CsvSource({"CHARACTERS, 5", "WORDS, 2", "TOKENS, 3"})
  void units(AnswerLengthUnit unit, double expected) {
    // the face is one character of two Java chars
    Completion c = Setting.completion("ab 1\uD83D\uDE00", 4, Completion.Finish.STOP);
    assertEquals(expected, unit.of(c));
    assertEquals(0, unit.of(Setting.completion("", 1, Completion.Finish.STOP)));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(
        UserException.class,
        () -> create(options(AnswerLengthUnit.WORDS, null)).check(List.of("base")));
    Evaluator evaluator = create(options(AnswerLengthUnit.WORDS, null));
    var task = Setting.task(Setting.subject("sft", "a"), Setting.subject("ppo", "a"));
    assertThrows(UserException.class, () -> evaluator.evaluate(task));
  }

  /** It would compare two methods by two measures. */
  @Test
  void aRewardWhoseScoresDriftIsRefusedAndClosed() {
    RewardModel drifting = mock(RewardModel.class);
    when(drifting.changesWhileScoring()).thenReturn(true);
    LengthEffectsOptions options =
        new LengthEffectsOptions(
            "",
            "sft",
            AnswerLengthUnit.CHARACTERS,
            FileContext.part("running", drifting),
            null,
            4,
            400);
    UserException e = assertThrows(UserException.class, () -> create(options));
    assertTrue(e.getMessage().contains("\"running\" gives scores that depend on"), e.getMessage());
    verify(drifting).close();
  }
}
