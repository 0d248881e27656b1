package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.pairs.PairReport;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

/** SimPO and ORPO: what they log, and that they never ask the reference. */
final class ReferenceFreeTest {

  private static final List<Preference> DATA =
      List.of(
          Tasks.preference("a", "b c", "c"),
          Tasks.preference("b", "c", "b b a"),
          Tasks.preference("b", "", "a"));
  private static final TrainingOptions ONE_STEP = Tasks.training(3, 1, 1, 0.1);

  /** A task whose reference throws when it is used. */
  private static OptimizationTask task(TabularPolicy policy, RunLog log) {
    OptimizationTask task = Tasks.prefer(policy, DATA, log);
    return new OptimizationTask(
        task.start(),
        (rows, temperature) -> {
          throw new AssertionError("the reference is read");
        },
        task.demonstrations(),
        task.preferences(),
        task.prompts(),
        task.reward(),
        task.judge(),
        task.random(),
        task.log());
  }

  private static double mean(TabularPolicy policy, TokenRow row) {
    return policy.logProbability(row) / row.completion().length;
  }

  @Test
  void simpoLogsRewardsAToken() {
    TabularPolicy policy = Tasks.policy();
    RecordingLog log = new RecordingLog();
    new Simpo()
        .create(new Simpo.Options(ONE_STEP, 2, 0.5), null)
        .optimize(task(policy.copy(), log));
    PairReport.Step step = log.steps(PairReport.Step.class).get(0);
    double chosen = 0;
    double rejected = 0;
    double accuracy = 0;
    double loss = 0;
    for (Preference pair : DATA) {
      double w = mean(policy, policy.encode(pair.prompt(), pair.chosen()));
      double l = mean(policy, policy.encode(pair.prompt(), pair.rejected()));
      chosen += w / 3;
      rejected += l / 3;
      accuracy += w > l ? 1 / 3.0 : 0;
      loss += Math.log1p(Math.exp(0.5 - 2 * (w - l))) / 3;
    }
    assertEquals(loss, step.loss(), 1e-6);
    assertEquals(chosen, step.pairs().chosenLogProb(), 1e-6);
    assertEquals(rejected, step.pairs().rejectedLogProb(), 1e-6);
    assertEquals(2 * chosen, step.pairs().chosenReward(), 1e-6);
    assertEquals(2 * (chosen - rejected), step.pairs().margin(), 1e-6);
    assertEquals(accuracy, step.pairs().accuracy(), 1e-12);
  }

  @Test
  void orpoLogsImitationAndOdds() {
    TabularPolicy policy = Tasks.policy();
    RecordingLog log = new RecordingLog();
    new Orpo().create(new Orpo.Options(ONE_STEP, 0.5), null).optimize(task(policy.copy(), log));
    Orpo.Step step = log.steps(Orpo.Step.class).get(0);
    double nll = 0;
    int tokens = 0;
    double ratio = 0;
    double chosen = 0;
    for (Preference pair : DATA) {
      TokenRow w = policy.encode(pair.prompt(), pair.chosen());
      double p = Math.exp(mean(policy, w));
      double q = Math.exp(mean(policy, policy.encode(pair.prompt(), pair.rejected())));
      double odds = p / (1 - p) / (q / (1 - q));
      nll -= policy.logProbability(w);
      tokens += w.completion().length;
      chosen += Math.log(odds) / 3;
      ratio += Math.log(odds / (1 + odds)) / 3;
    }
    assertEquals(nll / tokens, step.imitationLoss(), 1e-6);
    assertEquals(chosen, step.logOddsChosen(), 1e-6);
    assertEquals(ratio, step.logOddsRatio(), 1e-6);
    assertEquals(nll / tokens - 0.5 * ratio, step.loss(), 1e-6);
    assertEquals(0.5 * step.pairs().chosenLogProb(), step.pairs().chosenReward(), 1e-12);
  }

  @Test
  void orpoImitatesAndPrefers() {
    RecordingLog log = new RecordingLog();
    new Orpo()
        .create(new Orpo.Options(Tasks.training(3, 1, 40, 0.1), 0.5), null)
        .optimize(task(Tasks.policy(), log));
    List<Orpo.Step> steps = log.steps(Orpo.Step.class);
    Orpo.Step last = steps.get(39);
    assertEquals(1, last.pairs().accuracy());
    assertTrue(last.imitationLoss() < 0.5 * steps.get(0).imitationLoss());
    assertTrue(last.logOddsChosen() > steps.get(0).logOddsChosen() + 1);
  }
}
