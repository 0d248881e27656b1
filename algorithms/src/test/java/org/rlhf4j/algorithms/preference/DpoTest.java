package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.pairs.PairReport;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.Splitting;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

final class DpoTest {

  private static final double BETA = 0.5;
  private static final List<Preference> DATA =
      List.of(
          Tasks.preference("a", "b", "c"),
          Tasks.preference("a", "b c", "c"),
          Tasks.preference("a", "a", "b b"),
          Tasks.preference("a", "c b", ""),
          Tasks.preference("b", "b", "c c"),
          Tasks.preference("b", "c", "b"),
          Tasks.preference("b", "", "a"),
          Tasks.preference("b", "c a", "c"));

  @Test
  void startsAtLnTwoWithoutAnyReward() {
    PairReport.Step first = train(Tasks.policy(), DATA, Tasks.training(8, 1, 1, 0.1)).get(0);
    assertEquals(Math.log(2), first.loss(), 1e-6);
    assertEquals(0, first.pairs().chosenReward(), 1e-6);
    assertEquals(0, first.pairs().rejectedReward(), 1e-6);
    assertEquals(0, first.pairs().margin(), 1e-6);
    assertTrue(first.pairs().gradNorm() > 0);
    assertEquals(1.0, first.epoch());
  }

  @Test
  void logsWhatThePolicyThoughtBeforeTheStep() {
    TabularPolicy policy = Tasks.policy();
    TabularPolicy reference = policy.copy();
    TabularPolicy trained = policy.copy();
    train(trained, DATA, Tasks.training(8, 1, 1, 0.1));
    PairReport.Step second = train(policy, DATA, Tasks.training(8, 1, 2, 0.1)).get(1);
    double chosen = 0;
    double rejected = 0;
    double chosenReward = 0;
    double rejectedReward = 0;
    double accuracy = 0;
    double loss = 0;
    for (Preference pair : DATA) {
      TokenRow w = trained.encode(pair.prompt(), pair.chosen());
      TokenRow l = trained.encode(pair.prompt(), pair.rejected());
      double rewardOfW = BETA * (trained.logProbability(w) - reference.logProbability(w));
      double rewardOfL = BETA * (trained.logProbability(l) - reference.logProbability(l));
      chosen += trained.logProbability(w) / DATA.size();
      rejected += trained.logProbability(l) / DATA.size();
      chosenReward += rewardOfW / DATA.size();
      rejectedReward += rewardOfL / DATA.size();
      accuracy += rewardOfW > rewardOfL ? 1.0 / DATA.size() : 0;
      loss += Math.log1p(Math.exp(rewardOfL - rewardOfW)) / DATA.size();
    }
    assertEquals(chosen, second.pairs().chosenLogProb(), 1e-5);
    assertEquals(rejected, second.pairs().rejectedLogProb(), 1e-5);
    assertEquals(chosenReward, second.pairs().chosenReward(), 1e-5);
    assertEquals(rejectedReward, second.pairs().rejectedReward(), 1e-5);
    assertEquals(chosenReward - rejectedReward, second.pairs().margin(), 1e-5);
    assertEquals(accuracy, second.pairs().accuracy(), 1e-12);
    assertEquals(loss, second.loss(), 1e-5);
  }

  @Test
  void oneBatchOfEightIsEightBatchesOfOne() {
    TabularPolicy one = Tasks.policy();
    TabularPolicy eight = one.copy();
    train(one, DATA, Tasks.gradientDescent(8, 1));
    train(eight, DATA, Tasks.gradientDescent(1, 8));
    assertEquals(0, Tasks.distance(one, eight, "a"));
  }

  @Test
  void microBatchesPaddingAndOrderChangeNothing() {
    TabularPolicy whole = Tasks.policy();
    TabularPolicy split = whole.copy();
    split.split(new Splitting(3, 2));
    List<Preference> reversed = new ArrayList<>(DATA);
    Collections.reverse(reversed);
    train(whole, DATA, Tasks.gradientDescent(8, 1));
    train(split, reversed, Tasks.gradientDescent(8, 1));
    assertEquals(0, Tasks.distance(whole, split, "a"), 1e-5);
    assertEquals(0, Tasks.distance(whole, split, "b"), 1e-5);
  }

  /** Pairs that share an answer: the reference sees it once, and training is what it was. */
  @Test
  @SuppressWarnings("unchecked")
  void equalRowsAreScoredOnce() {
    TabularPolicy policy = Tasks.policy();
    Likelihood reference = mock(Likelihood.class, delegatesTo(policy.copy()));
    List<Preference> shared =
        List.of(Tasks.preference("a", "b", "c"), Tasks.preference("a", "b", "c b"));
    RecordingLog log = new RecordingLog();
    OptimizationTask task =
        new OptimizationTask(
            policy, reference, List.of(), shared, List.of(), null, null, Tasks.RANDOM, log);
    new Dpo().create(new Dpo.Options(Tasks.training(2, 1, 1, 0.1), BETA, 0), null).optimize(task);
    ArgumentCaptor<List<TokenRow>> rows = ArgumentCaptor.forClass(List.class);
    verify(reference).logProbs(rows.capture(), eq(1.0));
    assertEquals(3, rows.getValue().size());
    PairReport.Step step = log.steps(PairReport.Step.class).get(0);
    assertEquals(Math.log(2), step.loss(), 1e-6);
    assertEquals(0, step.pairs().chosenReward(), 1e-6);
    assertEquals(0, step.pairs().rejectedReward(), 1e-6);
  }

  /**
   * With preferences of a Bradley-Terry model over answers that the reference gives, the optimum of
   * DPO is that of RLHF: ref exp(r / beta). It is missed by the sampling error of the labels alone.
   */
  @Test
  void approachesTheOptimumOfItsImplicitReward() {
    TabularLanguage language = TabularLanguage.ofWords(4, "a", "b");
    TabularPolicy policy = new TabularPolicy(language, Tasks.RANDOM.child("start"), 0.5);
    Prompt prompt = Tasks.prompt("a");
    List<int[]> answers = language.completions(2);
    double[] reference = Exact.distribution(policy, prompt, 2);
    double[] reward = new double[answers.size()];
    for (int y = 0; y < reward.length; y++) {
      reward[y] = 1.5 * Math.sin(2 * y);
    }
    List<Preference> pairs = new ArrayList<>();
    RandomStream random = Tasks.RANDOM.child("pairs");
    for (int i = 0; i < 2000; i++) {
      int y = draw(reference, random.uniform(i, 0));
      int z = draw(reference, random.uniform(i, 1));
      boolean first = random.uniform(i, 2) < 1 / (1 + Math.exp(reward[z] - reward[y]));
      Answer one = new Answer("", answers.get(y));
      Answer two = new Answer("", answers.get(z));
      pairs.add(new Preference(prompt, first ? one : two, first ? two : one));
    }
    double[] optimum = Exact.optimum(reference, reward, BETA);
    double before = Exact.kl(reference, optimum);

    train(policy, pairs, Tasks.training(pairs.size(), 1, 50, 0.1));

    double after = Exact.kl(Exact.distribution(policy, prompt, 2), optimum);
    assertTrue(before > 0.5, "starts far off, at " + before);
    assertTrue(after < 0.02, "ends near, at " + after);
  }

  private static int draw(double[] p, double u) {
    int y = 0;
    for (double sum = p[0]; u >= sum && y < p.length - 1; sum += p[y]) {
      y++;
    }
    return y;
  }

  private static List<PairReport.Step> train(
      TabularPolicy policy, List<Preference> data, TrainingOptions training) {
    RecordingLog log = new RecordingLog();
    new Dpo()
        .create(new Dpo.Options(training, BETA, 0), null)
        .optimize(Tasks.prefer(policy, data, log));
    return log.steps(PairReport.Step.class);
  }
}
