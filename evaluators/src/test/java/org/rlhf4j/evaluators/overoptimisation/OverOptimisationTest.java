package org.rlhf4j.evaluators.overoptimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Alarm;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Chart;
import org.rlhf4j.api.evaluation.DataTable;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Subject;
import org.rlhf4j.api.evaluation.Trajectory;
import org.rlhf4j.api.evaluation.TrajectoryPoint;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.testkit.FunctionReward;

final class OverOptimisationTest {
  private static final String IDENTITY = "{\"id\":\"gold\"}";
  private static final int WATCHED = 40;
  private static final List<Prompt> PROMPTS =
      IntStream.range(0, 50).mapToObj(i -> new Prompt("p" + i, "q" + i)).toList();

  /** Number of letters; gold: longest is not best. */
  private static final RewardModel LENGTH = new FunctionReward(r -> r.answer().text().length());

  private static final RewardModel GOLD =
      new FunctionReward(r -> -Math.abs(r.answer().text().length() - 3));

  private static OverOptimisation evaluator(List<Integer> n) {
    return new OverOptimisation(
        new OverOptimisationOptions("sft", null, 4, n, 8, null, 200, 0.95, ""), GOLD, IDENTITY);
  }

  private static Completion completion(String text) {
    int n = Math.max(1, text.length());
    return new Completion(
        new Answer(text, new int[n]), Completion.Finish.STOP, new float[n], new float[n]);
  }

  /** At point k the answers have k or k + 1 letters; d is k / 2. */
  private static Trajectory trajectory(String start, String judge, int points) {
    List<TrajectoryPoint> all = new ArrayList<>();
    for (int k = 0; k < points; k++) {
      int point = k;
      List<Answer> answers =
          IntStream.range(0, WATCHED)
              .mapToObj(i -> Answer.ofText("x".repeat(point + i % 2)))
              .toList();
      double[] proxy = answers.stream().mapToDouble(a -> a.text().length()).toArray();
      double[] kl = new double[WATCHED];
      Arrays.fill(kl, k * k / 4.0);
      double[] gold = answers.stream().mapToDouble(a -> -Math.abs(a.text().length() - 3)).toArray();
      all.add(new TrajectoryPoint(10 * k, answers, kl, proxy, gold, proxy, proxy));
    }
    return new Trajectory(start, new Basis(judge, start, "prompts", null, null), false, all);
  }

  private static EvaluationTask task(Policy sft, Trajectory... trajectories) {
    List<Completion> answers = PROMPTS.stream().map(p -> completion("x")).toList();
    List<Subject> subjects = new ArrayList<>(List.of(new Subject("sft", answers, sft)));
    for (int i = 0; i < trajectories.length; i++) {
      subjects.add(new Subject("method-" + i, answers, null, trajectories[i]));
    }
    return new EvaluationTask(
        PROMPTS, subjects, null, LENGTH, RandomStream.ofSeed(1), RunLog.silent());
  }

  private static Measurement measurement(Evaluation evaluation, String subject, String metric) {
    return evaluation.measurements().stream()
        .filter(m -> m.subject().equals(subject) && m.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void gainsArePairedAndTheDeclineIsAnAlarm() {
    Evaluation found =
        evaluator(List.of()).evaluate(task(mock(Policy.class), trajectory("sft", IDENTITY, 7)));
    Measurement proxy = measurement(found, "method-0", "proxy gain");
    assertEquals(6, proxy.value(), 1e-12);
    assertEquals(0, proxy.standardError(), 1e-12, "every prompt gains 6 letters");
    // of -2.5 at the beginning (0 or 1 letters) and -3.5 at the end (6 or 7)
    Measurement gold = measurement(found, "method-0", "gold gain");
    assertEquals(-1, gold.value(), 1e-12);
    assertEquals(Math.sqrt(WATCHED / (WATCHED - 1.0) / WATCHED), gold.standardError(), 1e-9);
    // -0.5 at step 20 (2 or 3 letters) is the best, and step 30 equals it
    Measurement since = measurement(found, "method-0", "gold since best");
    assertEquals(-3, since.value(), 2 * since.standardError());
    assertTrue(since.standardError() < 0.2, since.toString());
    assertTrue(since.note().contains("chosen on half of the prompts"), since.note());
    Alarm alarm = found.alarms().get(0);
    assertEquals("method-0", alarm.subject());
    assertTrue(
        alarm.message().matches(".* from step 20 to 60 gold changed by -[23]\\.\\d+ ± .*"),
        alarm.message());
    assertTrue(alarm.message().contains("proxy changed by 4.00 ±"), alarm.message());
    assertEquals(7, alarm.evidence().size());
    assertEquals(IDENTITY, found.basis().judge());
    assertEquals("sft", found.basis().baseline());
    assertTrue(found.basis().prompts().startsWith("40 prompts"), found.basis()::prompts);
  }

  @Test
  void aProxyThatFellAsWellIsNoAlarm() {
    Trajectory seen = trajectory("sft", IDENTITY, 7);
    List<TrajectoryPoint> bothFall =
        seen.points().stream()
            .map(
                p ->
                    new TrajectoryPoint(
                        p.step(), p.answers(), p.kl(), p.gold(), p.gold(), p.length(), p.entropy()))
            .toList();
    Evaluation found =
        evaluator(List.of())
            .evaluate(
                task(
                    mock(Policy.class),
                    new Trajectory(seen.start(), seen.basis(), false, bothFall)));
    assertEquals(-3, measurement(found, "method-0", "gold since best").value(), 0.2);
    assertEquals(List.of(), found.alarms());
  }

  /** Prompts that may end a training are none of those that all methods answer. */
  @Test
  void scoresAreThoseOfThePromptsThatWereWatched() {
    Trajectory seen = trajectory("sft", "another gold", 4);
    List<Prompt> others =
        IntStream.range(0, WATCHED).mapToObj(i -> new Prompt("w" + i, "w")).toList();
    RewardModel byPrompt =
        new FunctionReward(
            r -> (r.prompt().text().equals("w") ? 2 : 0) * r.answer().text().length());
    OverOptimisationOptions options =
        new OverOptimisationOptions("sft", null, 4, List.of(), 8, null, 200, 0.95, "");
    Trajectory own =
        new Trajectory(
            seen.start(), seen.basis(), Basis.REWARD_OF_THE_RUN, false, others, seen.points());
    Evaluation found =
        new OverOptimisation(options, byPrompt, IDENTITY).evaluate(task(mock(Policy.class), own));
    assertEquals(6, measurement(found, "method-0", "gold gain").value(), 1e-12);
    assertEquals(List.of(), found.scores(), "no prompt of the run has one");
    assertEquals(Basis.of(others, null).prompts(), found.basis().prompts());
  }

  @Test
  void chartsHaveEveryPointAndTheFit() {
    Evaluation found =
        evaluator(List.of()).evaluate(task(mock(Policy.class), trajectory("sft", IDENTITY, 7)));
    assertEquals(
        List.of("gold-by-kl", "proxy-by-kl", "both-method-0"),
        found.charts().stream().map(Chart::id).toList());
    List<Chart.Series> gold = found.charts().get(0).series();
    assertEquals(List.of("method-0", "method-0 (fit)"), gold.stream().map(s -> s.name()).toList());
    assertEquals(7, gold.get(0).points().size());
    assertEquals(1.5, gold.get(0).points().get(3).x(), 1e-12);
    assertEquals(2, gold.get(0).points().get(3).y(), 1e-12);
    assertEquals("step 30", gold.get(0).points().get(3).label());
    assertEquals(0, gold.get(1).points().get(0).y(), 1e-12, "fits begin at no gain");
    DataTable fits = found.tables().get(0);
    assertEquals(2, fits.rows().size());
    assertEquals(1, fits.rows().stream().filter(r -> r.get(2).text().equals("yes")).count());
    assertEquals(7, found.tables().get(1).rows().size());
  }

  private static Trajectory optimising(String proxy) {
    Trajectory seen = trajectory("sft", IDENTITY, 5);
    return new Trajectory(seen.start(), seen.basis(), proxy, false, seen.points());
  }

  /** Method 0 has the run's reward, 1 and 3 one of their own, 2 gold itself. */
  @Test
  void proxiesThatAreNotTheSameShareNoColumnAndNoChart() {
    String own = "{\"id\":\"own\"}";
    Evaluation found =
        evaluator(List.of())
            .evaluate(
                task(
                    mock(Policy.class),
                    trajectory("sft", IDENTITY, 5),
                    optimising(own),
                    optimising(IDENTITY),
                    optimising(own)));
    Map<String, List<String>> subjects = new LinkedHashMap<>();
    found
        .measurements()
        .forEach(
            m -> subjects.computeIfAbsent(m.metric(), x -> new ArrayList<>()).add(m.subject()));
    assertEquals(List.of("method-0"), subjects.get("proxy gain"));
    assertEquals(List.of("method-1", "method-3"), subjects.get("proxy gain of method-1"));
    assertEquals(4, subjects.get("gold gain").size());
    assertEquals(4, subjects.size(), subjects::toString);
    assertEquals("the reward of the run", found.basis("proxy gain").judge());
    assertEquals(own, found.basis("proxy gain of method-1").judge());
    assertEquals(IDENTITY, found.basis("gold gain").judge());
    assertEquals("sft", found.basis("proxy gain").baseline());
    Map<String, List<String>> charts = new LinkedHashMap<>();
    found
        .charts()
        .forEach(c -> charts.put(c.id(), c.series().stream().map(Chart.Series::name).toList()));
    assertEquals(List.of("method-0"), charts.get("proxy-by-kl"));
    assertEquals(List.of("method-1", "method-3"), charts.get("proxy-by-kl-of-method-1"));
    DataTable points = found.tables().get(1);
    int proxy = points.columns().indexOf("proxy gain");
    int other = points.columns().indexOf("proxy gain of method-1");
    assertEquals(4, points.rows().get(4).get(proxy).value(), 1e-12, "method 0 at its end");
    assertTrue(Double.isNaN(points.rows().get(4).get(other).value()));
    assertTrue(Double.isNaN(points.rows().get(9).get(proxy).value()));
    assertEquals(4, points.rows().get(9).get(other).value(), 1e-12, "method 1 at its end");
    assertTrue(points.caption().endsWith("gold was optimised: method-2."), points.caption());
  }

  @Test
  void otherGoldRewardsAreAskedAgain() {
    Evaluation same =
        evaluator(List.of()).evaluate(task(mock(Policy.class), trajectory("sft", IDENTITY, 5)));
    Evaluation other =
        evaluator(List.of()).evaluate(task(mock(Policy.class), trajectory("sft", "other", 5)));
    assertEquals(same.measurements(), other.measurements());
    OverOptimisation strict =
        new OverOptimisation(evaluator(List.of()).options(), new FunctionReward(r -> 7), "seven");
    Evaluation seven = strict.evaluate(task(mock(Policy.class), trajectory("sft", IDENTITY, 5)));
    assertEquals(0, measurement(seven, "method-0", "gold gain").value(), 0);
  }

  @Test
  void trainingsFromElsewhereAreLeftOutAndSaidToBe() {
    Evaluation found =
        evaluator(List.of())
            .evaluate(
                task(
                    mock(Policy.class),
                    trajectory("base", IDENTITY, 4),
                    trajectory("sft", IDENTITY, 5)));
    for (Measurement m : found.measurements()) {
      assertEquals(m.subject().equals("method-0"), Double.isNaN(m.value()), m.toString());
    }
    assertEquals(
        "trained from base, and not from the reference sft",
        measurement(found, "method-0", "gold gain").note());
    assertTrue(
        found.tables().get(0).caption().contains("reference: method-0 (from base)"),
        found.tables().get(0).caption());
  }

  @Test
  void bestOfNIsThatOfTheReferencesOwnCandidates() {
    Policy sft = mock(Policy.class);
    List<Completion> four =
        List.of(completion("x"), completion("xxx"), completion("xxxxxx"), completion("xx"));
    when(sft.generate(any(), anyInt(), any(), any()))
        .thenAnswer(
            call ->
                IntStream.range(0, call.<List<Prompt>>getArgument(0).size())
                    .mapToObj(i -> four)
                    .toList());
    Evaluation found = evaluator(List.of(2, 4)).evaluate(task(sft));
    List<Chart.Point> gold = found.charts().get(0).series().get(0).points();
    // gold of 1, 2, 3 and 6 letters: -2, -1, 0, -3; the best of 2 weighs them 0, 1, 2, 3 sixths
    double start = (-2 - 1 + 0 - 3) / 4.0;
    assertEquals(3, gold.size());
    assertEquals(Math.sqrt(Math.log(2) - 0.5), gold.get(1).x(), 1e-12);
    assertEquals((-1 - 9) / 6.0 - start, gold.get(1).y(), 1e-12);
    assertEquals(-3 - start, gold.get(2).y(), 1e-12);
    assertEquals(6 - 12 / 4.0, measurement(found, "best of 1 to 4", "proxy gain").value(), 1e-12);
    assertEquals("upper bound", found.tables().get(1).rows().get(1).get(3).text());
    assertTrue(found.basis().prompts().startsWith("50 prompts"), found.basis()::prompts);
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    assertThrows(
        UserException.class, () -> evaluator(List.of()).evaluate(task(mock(Policy.class))));
    UserException e =
        assertThrows(UserException.class, () -> evaluator(List.of()).check(List.of("base", "stf")));
    assertTrue(String.valueOf(e.getMessage()).contains("\"sft\""), e::getMessage);
    assertThrows(UserException.class, () -> evaluator(List.of(2)).evaluate(task(null)));
    OverOptimisationPlugin plugin = new OverOptimisationPlugin();
    Evaluator ofTheWatch = plugin.create(plugin.defaults(), mock(PluginContext.class));
    assertTrue(ofTheWatch.needsGold(), "so that a spec without one is refused");
    EvaluationTask unwatched = task(mock(Policy.class), trajectory("sft", IDENTITY, 5));
    assertThrows(UserException.class, () -> ofTheWatch.evaluate(unwatched));
  }

  /** What the watch has scored is not asked for again; only candidates of best-of-n are new. */
  @Test
  void theGoldOfTheWatchNeedsNoSecondNameAndNoSecondScore() {
    EvaluationTask seen = task(mock(Policy.class), trajectory("sft", IDENTITY, 7));
    RewardModel unasked =
        responses -> {
          throw new AssertionError("asked for " + responses.size() + " scores");
        };
    EvaluationTask watched =
        new EvaluationTask(
            seen.prompts(),
            seen.subjects(),
            null,
            LENGTH,
            new EvaluationTask.Gold(unasked, IDENTITY),
            RandomStream.ofSeed(1),
            RunLog.silent());
    OverOptimisationOptions options = evaluator(List.of()).options();
    Evaluation found = new OverOptimisation(options, null, "").evaluate(watched);
    assertEquals(evaluator(List.of()).evaluate(seen).measurements(), found.measurements());
    assertEquals(IDENTITY, found.basis().judge());
  }

  @Test
  void closesItsGold() {
    RewardModel gold = mock(RewardModel.class);
    new OverOptimisation(evaluator(List.of()).options(), gold, "g").close();
    verify(gold).close();
  }
}
