package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.preference.OnlineDpo.Feedback;
import org.rlhf4j.algorithms.preference.OnlineDpo.Labels;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Judge;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.Verdict;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.FunctionReward;
import org.rlhf4j.testkit.Interrupted;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

final class OnlineDpoTest {

  private static final double BETA = 0.8;
  private static final RewardModel REWARD =
      new FunctionReward(response -> EnumeratedPairs.reward(response.answer().text()));

  private static OnlineDpo.Options options(
      Feedback feedback, Labels labels, int steps, int pairs, double temperature) {
    AdamW rule = new AdamW(0.1, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
    Decoding decoding = Decoding.sampling(temperature, EnumeratedPairs.LENGTH);
    return new OnlineDpo.Options(steps, pairs, decoding, feedback, labels, BETA, rule);
  }

  private static void train(
      TabularPolicy policy,
      OnlineDpo.Options options,
      @Nullable RewardModel reward,
      @Nullable Judge judge,
      RunLog log) {
    new OnlineDpo()
        .create(options, null)
        .optimize(
            new OptimizationTask(
                policy,
                policy.copy(),
                List.of(),
                List.of(),
                List.of(EnumeratedPairs.PROMPT),
                reward,
                judge,
                Tasks.RANDOM.child("online"),
                log));
  }

  private static double distance(TabularPolicy policy) {
    double[] start = EnumeratedPairs.distribution(EnumeratedPairs.policy());
    double[] optimum = Exact.optimum(start, EnumeratedPairs.rewards(), BETA);
    return Exact.kl(EnumeratedPairs.distribution(policy), optimum);
  }

  @Test
  void labelsDrawnFromARewardLeadToItsOptimum() {
    TabularPolicy policy = EnumeratedPairs.policy();
    double before = distance(policy);
    train(policy, options(Feedback.REWARD, Labels.DRAWN, 70, 64, 1), REWARD, null, RunLog.silent());
    assertTrue(before > 0.1, "starts far off, at " + before);
    assertTrue(distance(policy) < 0.01, "ends near, at " + distance(policy));
  }

  /**
   * As documented: with decided labels every margin is too small, and the best answer takes all.
   */
  @Test
  void decidedLabelsLeadBeyondIt() {
    TabularPolicy policy = EnumeratedPairs.policy();
    train(
        policy, options(Feedback.REWARD, Labels.DECIDED, 60, 32, 1), REWARD, null, RunLog.silent());
    double[] end = EnumeratedPairs.distribution(policy);
    double[] start = EnumeratedPairs.distribution(EnumeratedPairs.policy());
    double[] optimum = Exact.optimum(start, EnumeratedPairs.rewards(), BETA);
    double[] rewards = EnumeratedPairs.rewards();
    assertTrue(distance(policy) > 0.1, "at " + distance(policy));
    assertTrue(Exact.mean(end, rewards) > Exact.mean(optimum, rewards));
  }

  private static Verdict byReward(Comparison c) {
    double first = EnumeratedPairs.reward(c.first().text());
    double second = EnumeratedPairs.reward(c.second().text());
    return Verdict.of(0.5 + 0.5 * Math.signum(first - second));
  }

  @Test
  void aJudgeThatFollowsTheRewardTeachesTheSame() {
    TabularPolicy rewarded = EnumeratedPairs.policy();
    TabularPolicy judged = EnumeratedPairs.policy();
    List<Comparison> asked = new ArrayList<>();
    Judge judge =
        comparisons -> {
          asked.addAll(comparisons);
          return comparisons.stream().map(OnlineDpoTest::byReward).toList();
        };
    RecordingLog log = new RecordingLog();
    train(rewarded, options(Feedback.REWARD, Labels.DECIDED, 5, 16, 1), REWARD, null, log);
    RecordingLog judgedLog = new RecordingLog();
    train(judged, options(Feedback.JUDGE, Labels.DECIDED, 5, 16, 1), null, judge, judgedLog);
    assertEquals(log.steps(OnlineDpo.Step.class), judgedLog.steps(OnlineDpo.Step.class));
    assertEquals(0, Exact.kl(distributionOf(rewarded), distributionOf(judged)));

    Set<String> ids = new HashSet<>();
    for (Comparison c : asked) {
      assertTrue(ids.add(c.id()), c.id() + " twice");
      assertFalse(c.first().text().equals(c.second().text()), "nothing to judge");
    }
    assertTrue(asked.size() < 5 * 16, "some pairs were equal");
  }

  private static double[] distributionOf(TabularPolicy policy) {
    return EnumeratedPairs.distribution(policy);
  }

  @Test
  void logsWhatItDrewAndWhatItLearnedFrom() {
    TabularPolicy policy = EnumeratedPairs.policy();
    RecordingLog log = new RecordingLog();
    train(policy, options(Feedback.REWARD, Labels.DRAWN, 4, 8, 0.7), REWARD, null, log);
    List<OnlineDpo.Step> steps = log.steps(OnlineDpo.Step.class);
    OnlineDpo.Step first = steps.get(0);
    assertEquals(Math.log(2), first.loss(), 1e-6);
    assertEquals(0, first.kl(), 1e-6);
    assertEquals(0, first.pairs().margin(), 1e-6);
    assertEquals(8, first.epoch(), 1e-12);
    for (OnlineDpo.Step step : steps) {
      assertTrue(step.labelledPairs() >= 1 && step.labelledPairs() <= 8);
      assertTrue(step.ended() > 0 && step.ended() < 1, "ended " + step.ended());
    }
    assertTrue(steps.get(3).kl() != 0);
  }

  @Test
  void withoutAnyVerdictNothingMoves() {
    for (Verdict verdict :
        List.of(Verdict.of(0.5), new Verdict(0.5, Verdict.Label.UNPARSED, "what?"))) {
      TabularPolicy policy = EnumeratedPairs.policy();
      RecordingLog log = new RecordingLog();
      Judge judge = comparisons -> comparisons.stream().map(c -> verdict).toList();
      train(policy, options(Feedback.JUDGE, Labels.DECIDED, 2, 4, 1), null, judge, log);
      assertEquals(0, Exact.kl(distributionOf(policy), distributionOf(EnumeratedPairs.policy())));
      OnlineDpo.Step step = log.steps(OnlineDpo.Step.class).get(1);
      assertEquals(0, step.labelledPairs());
      assertTrue(Double.isNaN(step.loss()) && Double.isNaN(step.pairs().chosenReward()));
      assertEquals(0, step.kl(), 1e-6);
    }
  }

  /** A tie is an even chance when labels are drawn; what could not be read stays without label. */
  @Test
  void drawnLabelsFollowTheJudgesProbability() {
    RecordingLog ties = new RecordingLog();
    Judge undecided = comparisons -> comparisons.stream().map(c -> Verdict.of(0.5)).toList();
    train(
        EnumeratedPairs.policy(),
        options(Feedback.JUDGE, Labels.DRAWN, 1, 16, 1),
        null,
        undecided,
        ties);
    assertTrue(ties.steps(OnlineDpo.Step.class).get(0).labelledPairs() > 0);

    RecordingLog unread = new RecordingLog();
    Verdict unparsed = new Verdict(0.5, Verdict.Label.UNPARSED, "what?");
    Judge silent = comparisons -> comparisons.stream().map(c -> unparsed).toList();
    train(
        EnumeratedPairs.policy(),
        options(Feedback.JUDGE, Labels.DRAWN, 1, 16, 1),
        null,
        silent,
        unread);
    assertEquals(0, unread.steps(OnlineDpo.Step.class).get(0).labelledPairs());
  }

  @Test
  void interruptedIsUninterrupted() {
    OnlineDpo.Options options = options(Feedback.REWARD, Labels.DRAWN, 6, 8, 1);
    Interrupted.assertGoesOnExactly(
        log -> {
          TabularPolicy policy = EnumeratedPairs.policy();
          train(policy, options, REWARD, null, log);
          return policy;
        });
  }

  @Test
  void needsWhoeverCompares() {
    OnlineDpo plugin = new OnlineDpo();
    assertEquals(Set.of(Need.PROMPTS, Need.JUDGE), plugin.create(plugin.defaults(), null).needs());
    OnlineDpo.Options rewarded = options(Feedback.REWARD, Labels.DRAWN, 1, 1, 1);
    assertEquals(Set.of(Need.PROMPTS, Need.REWARD), plugin.create(rewarded, null).needs());
  }

  @Test
  void greedyAnswersAreRefused() {
    OnlineDpo.Options greedy = options(Feedback.REWARD, Labels.DRAWN, 1, 1, 0);
    UserException e = assertThrows(UserException.class, () -> new OnlineDpo().create(greedy, null));
    assertTrue(e.getMessage().contains("decoding.temperature"), e.getMessage());
  }
}
