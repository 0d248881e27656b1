package com.example.chipo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.OptimizationTask;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularLanguage;
import org.rlhf4j.testkit.TabularPolicy;

// region oracle
/** On seven answers, with every pair as often as its label is probable, the optimum is known. */
final class ChiPoOracleTest {
  private static final double BETA = 0.5;
  private static final RandomStream RANDOM = RandomStream.ofSeed(1);
  private static final Prompt PROMPT = new Prompt("1", "a");
  private static final TabularLanguage LANGUAGE = TabularLanguage.ofWords(4, "a", "b");
  private static final List<int[]> ANSWERS = LANGUAGE.completions(2);

  /** exp of each answer's reward: a is preferred to b in WEIGHTS[a] of so many and WEIGHTS[b]. */
  private static final int[] WEIGHTS = {2, 1, 3, 1, 1, 1, 9};

  private static List<Preference> bradleyTerryPairs() {
    List<Preference> pairs = new ArrayList<>();
    for (int a = 0; a < WEIGHTS.length; a++) {
      for (int b = 0; b < WEIGHTS.length; b++) {
        for (int copy = 0; a != b && copy < WEIGHTS[a]; copy++) {
          pairs.add(new Preference(PROMPT, answer(a), answer(b)));
        }
      }
    }
    return pairs;
  }

  private static Answer answer(int y) {
    return new Answer("", ANSWERS.get(y));
  }

  @Test
  void reachesItsOptimumAndNotThatOfDpo() {
    TabularPolicy policy = new TabularPolicy(LANGUAGE, RANDOM.child("start"), 0.5);
    TabularPolicy reference = policy.copy();
    RecordingLog log = new RecordingLog();
    AdamW rule = AdamW.withLearningRate(0.2).with(AdamW.Schedule.COSINE, 0);
    TrainingOptions training = TrainingOptions.of(1000, 80, rule);
    new ChiPoPlugin()
        .create(new ChiPoOptions(training, BETA, 50), null)
        .optimize(
            new OptimizationTask(
                policy, reference, List.of(), bradleyTerryPairs(), List.of(), null, null, RANDOM,
                log));
    double[] ref = Exact.distribution(reference, PROMPT, 2);
    double[] made = Exact.distribution(policy, PROMPT, 2);
    double[] reward = new double[WEIGHTS.length];
    for (int y = 0; y < reward.length; y++) {
      reward[y] = Math.log(WEIGHTS[y]);
    }
    double toOptimum = Exact.kl(made, Exact.optimum(ref, reward, BETA, BETA));
    double toOptimumOfDpo = Exact.kl(made, Exact.optimum(ref, reward, BETA));
    assertTrue(toOptimum < 1e-4, "ends " + toOptimum + " nats from its optimum");
    assertTrue(toOptimumOfDpo > 0.1, "only " + toOptimumOfDpo + " nats from that of DPO");
    List<ChiPoStep> steps = log.steps(ChiPoStep.class);
    assertEquals(80, steps.size());
    assertEquals(Math.log(2), steps.get(0).loss(), 1e-6);
    assertEquals(0, steps.get(0).margin(), 1e-6);
  }
}
// endregion
