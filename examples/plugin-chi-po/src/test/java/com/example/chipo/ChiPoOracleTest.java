package com.example.chipo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainingOptions;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.TabularPolicy;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.RecordingLog;

/** Where it ends, on a language whose every distribution can be written down. */
final class ChiPoOracleTest {

  // region oracle
  @Test
  void reachesItsOptimumAndNotThatOfDpo() {
    double beta = 0.5;
    OracleProblem problem = new OracleProblem(); // pairs of all answers, labelled by Bradley-Terry
    TabularPolicy policy = problem.policy();
    AdamW rule = AdamW.withLearningRate(0.2).with(AdamW.Schedule.COSINE, 0);
    TrainingOptions training = TrainingOptions.of(1000, 60, rule);
    new ChiPo()
        .create(new ChiPo.Options(training, beta, 50), null)
        .optimize(problem.task(policy, new RecordingLog()));
    for (Prompt prompt : problem.prompts()) {
      double[] made = Exact.distribution(policy, prompt, OracleProblem.MAX_NEW_TOKENS);
      double[] start = Exact.distribution(problem.policy(), prompt, OracleProblem.MAX_NEW_TOKENS);
      double[] optimum = Exact.optimum(start, problem.rewards(), beta, beta);
      assertEquals(0, Exact.kl(made, optimum), 1e-3);
      assertTrue(Exact.kl(made, problem.optimum(prompt, beta)) > 0.05, "DPO ends there");
    }
  }
  // endregion
}
