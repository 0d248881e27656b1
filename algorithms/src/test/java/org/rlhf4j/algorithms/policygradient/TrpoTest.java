package org.rlhf4j.algorithms.policygradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Oracle;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.RaggedBatch;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;
import org.rlhf4j.testkit.Twins;

final class TrpoTest {

  private static final Decoding DECODING = Decoding.sampling(1, 3);

  private static TrpoOptions options(
      int steps, int answers, double learningRate, double kl, double maxKl, int backtracks) {
    AdamW rule = new AdamW(learningRate, AdamW.Schedule.CONSTANT, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    return new TrpoOptions(steps, 3, answers, DECODING, rule, kl, maxKl, backtracks);
  }

  private static List<TrpoStep> train(TabularPolicy policy, TrpoOptions options) {
    RecordingLog log = new RecordingLog();
    new TrpoPlugin()
        .create(options, null)
        .optimize(Tasks.reinforce(policy, Oracle.PROMPTS, Oracle.REWARD, log));
    return log.steps(TrpoStep.class);
  }

  @Test
  void theLossAgreesWithItsTwin() {
    Twins.agree(Tasks.RANDOM.child("trpo"), TrpoTest::theLossAgreesWithItsTwinOn);
  }

  private static Twins.Case theLossAgreesWithItsTwinOn(RandomStream random) {
    RaggedBatch batch = RaggedBatch.random(random, 5, 6);
    double[][] now = batch.normal(random.child("now"), 0.5);
    double[][] old = batch.normal(random.child("old"), 0.5);
    double[] advantages =
        random.child("advantages").generator().doubles(now.length, -2, 2).toArray();
    double twin = 0;
    for (int i = 0; i < now.length; i++) {
      for (int t = 0; t < now[i].length; t++) {
        twin -= advantages[i] * Math.exp(now[i][t] - old[i][t]) / 9;
      }
    }
    return new Twins.Case(
        batch,
        now,
        (m, x) -> new TrpoLoss().of(x, batch.array(m, old), m.create(advantages), batch.mask(m), 9),
        twin);
  }

  @Test
  void aCandidateIsMeasuredFromTheOldPolicy() {
    // Tokens twice and half as probable as before: r - 1 - ln r is 1 - ln 2 and ln 2 - 1/2.
    double[][] logRatios = {{Math.log(2)}, {Math.log(0.5)}};
    TrustRegion region = TrustRegion.of(logRatios, new float[] {3, -2});
    assertEquals((1 - 0.5) / 2, region.kl(), 1e-12);
    assertEquals(-(3 * 2 - 2 * 0.5) / 2, region.loss(), 1e-12);
    assertTrue(region.accepts(0.25, -2.5));
    assertTrue(!region.accepts(0.24, 0), "too far");
    assertTrue(!region.accepts(1, -2.6), "no better");
  }

  /** A log that keeps the policy as it was after each step. */
  private static final class Copies implements RunLog {
    private final List<TabularPolicy> policies = new ArrayList<>();
    private final List<TrpoStep> steps = new ArrayList<>();
    private final TabularPolicy policy;

    Copies(TabularPolicy policy) {
      this.policy = policy;
      policies.add(policy.copy());
    }

    @Override
    public void step(int step, Record metrics) {
      policies.add(policy.copy());
      steps.add((TrpoStep) metrics);
    }

    @Override
    public Progress progress(String task, long total, String unit) {
      return (done, detail) -> {};
    }

    @Override
    public void note(String line) {}
  }

  @Test
  void everyStepStaysInTheTrustRegion() {
    double maxKl = 0.01;
    TabularPolicy policy = Tasks.policy();
    Copies log = new Copies(policy);
    OptimizationTask task = Tasks.reinforce(policy, Oracle.PROMPTS, Oracle.REWARD, log);
    // A learning rate far too great for the region, so that the search has work to do.
    new Trpo(options(15, 16, 1, 0.1, maxKl, 12)).optimize(task);
    for (int step = 0; step < 15; step++) {
      TabularPolicy old = log.policies.get(step);
      TabularPolicy now = log.policies.get(step + 1);
      TrpoStep metrics = log.steps.get(step);
      Rollouts again = new Rollouts(task, old, DECODING, 1);
      double sum = 0;
      double tokens = 0;
      for (Episode episode : again.episodes(step, 3, 16)) {
        float[] after = now.score(List.of(episode.row()), 1).get(0).logProbs();
        for (int t = 0; t < after.length; t++) {
          double lr = (double) after[t] - episode.logProbs()[t];
          sum += Math.exp(lr) - 1 - lr;
          tokens++;
        }
      }
      assertEquals(sum / tokens, metrics.stepKl(), 1e-9);
      assertTrue(metrics.stepKl() <= maxKl);
      assertTrue(metrics.lossAfter() <= metrics.loss() + 1e-6);
      assertTrue(exactKl(old, now) < 2 * maxKl, "the estimate is not far off");
    }
    assertTrue(log.steps.stream().allMatch(s -> s.backtracks() > 0));
    assertTrue(log.steps.stream().filter(s -> s.learningRate() > 0).count() > 10);
    double before = log.steps.get(0).reward();
    double after = log.steps.get(14).reward();
    assertTrue(after > before + 0.3, "it learns all the same, from " + before + " to " + after);
  }

  /** Mean over prompts and their tokens of KL(old || now), from the whole distributions. */
  private static double exactKl(TabularPolicy old, TabularPolicy now) {
    double kl = 0;
    double length = 0;
    for (Prompt prompt : Oracle.PROMPTS) {
      double[] p = Exact.distribution(old, prompt, 3);
      kl += Exact.kl(p, Exact.distribution(now, prompt, 3));
      double[] lengths =
          Tasks.LANGUAGE.completions(3).stream().mapToDouble(y -> y.length).toArray();
      length += Exact.mean(p, lengths);
    }
    return kl / length;
  }

  @Test
  void withoutTheRegionTheSameStepsGoFar() {
    List<TrpoStep> steps = train(Tasks.policy(), options(2, 16, 1, 0.1, 1e9, 0));
    assertTrue(steps.get(0).stepKl() > 0.1, "moved by " + steps.get(0).stepKl());
  }

  @Test
  void aStepThatIsGivenUpLeavesThePolicyAsItWas() {
    TabularPolicy policy = Tasks.policy();
    TabularPolicy before = policy.copy();
    List<TrpoStep> steps = train(policy, options(2, 4, 1, 0, 1e-12, 3));
    for (TrpoStep step : steps) {
      assertEquals(3, step.backtracks());
      assertEquals(0, step.learningRate());
      assertEquals(0, step.stepKl());
    }
    for (Prompt prompt : Oracle.PROMPTS) {
      assertArrayEquals(
          Exact.distribution(before, prompt, 3), Exact.distribution(policy, prompt, 3));
    }
  }

  @Test
  void reachesTheOptimum() {
    AdamW rule = new AdamW(0.08, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    Oracle.assertReachesOptimum(
        new Trpo(new TrpoOptions(60, 3, 64, DECODING, rule, 2, 0.01, 10)), 2);
  }

  @Test
  void greedyDecodingIsRefused() {
    AdamW rule = AdamW.withLearningRate(1);
    TrpoOptions greedy = new TrpoOptions(1, 1, 2, Decoding.greedy(3), rule, 0, 1, 1);
    UserException e =
        assertThrows(UserException.class, () -> new TrpoPlugin().create(greedy, null));
    assertTrue(e.getMessage().contains("trpo needs answers that differ"), e.getMessage());
  }
}
