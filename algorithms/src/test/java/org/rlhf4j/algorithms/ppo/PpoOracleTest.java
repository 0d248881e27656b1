package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.algorithms.ppo.PpoTasks.PROMPTS;
import static org.rlhf4j.algorithms.ppo.PpoTasks.options;
import static org.rlhf4j.algorithms.ppo.PpoTasks.reward;
import static org.rlhf4j.algorithms.ppo.PpoTasks.train;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.Oracle;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.exact.Exact;
import org.rlhf4j.exact.TabularPolicy;

/** PPO against what is known exactly: the optimum, and that rewards rise. */
final class PpoOracleTest {

  /** The optimum of E[reward] - beta KL is ref exp(reward / beta): the policy must get there. */
  @ParameterizedTest
  @CsvSource("LOSS, K2")
  void approachesTheOptimum(KlPlacement placement, KlEstimator estimator) {
    double beta = 2;
    TabularPolicy policy = Tasks.policy();
    double[] before = new double[PROMPTS.size()];
    double[][] optimum = new double[PROMPTS.size()][];
    List<int[]> answers = Tasks.LANGUAGE.completions(3);
    double[] rewards = answers.stream().mapToDouble(y -> reward(policy.decode(y))).toArray();
    for (int p = 0; p < before.length; p++) {
      double[] reference = Exact.distribution(policy, PROMPTS.get(p), 3);
      optimum[p] = Exact.optimum(reference, rewards, beta);
      before[p] = Exact.kl(reference, optimum[p]);
    }
    Map<String, Object> changes =
        Map.of(
            "klPlacement",
            placement,
            "klEstimator",
            estimator,
            "klCoefficient",
            beta,
            "lossDenominator",
            LossDenominator.LIMIT,
            "whitenAdvantages",
            Whitening.NONE,
            "lambda",
            1.0);

    train(policy, options(PpoPreset.TRL, changes, 40, 160, Decoding.sampling(1, 3)));

    for (int p = 0; p < before.length; p++) {
      double after = Exact.kl(Exact.distribution(policy, PROMPTS.get(p), 3), optimum[p]);
      assertTrue(after < before[p] / 10, "from " + before[p] + " to " + after);
      assertTrue(after < 0.03, "from " + before[p] + " to " + after);
    }
  }

  @Test
  void reachesTheOptimum() {
    Map<String, Object> changes =
        Map.of(
            "klCoefficient",
            2.0,
            "lossDenominator",
            LossDenominator.LIMIT,
            "whitenAdvantages",
            Whitening.NONE,
            "lambda",
            1.0,
            "epochs",
            1);
    AdamW policyRule = new AdamW(0.08, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    AdamW valueRule = new AdamW(0.3, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.99, 1e-8, 0, 0);
    Oracle.assertReachesOptimum(
        new PpoTraining(
            new Ppo.Options(
                PpoPreset.TRL,
                Conventions.of(PpoPreset.TRL, changes),
                60,
                192,
                Decoding.sampling(1, 3),
                policyRule,
                valueRule,
                1,
                new LengthLimits())),
        2);
  }

  @ParameterizedTest
  @EnumSource
  void everyPresetRaisesTheReward(PpoPreset preset) {
    TabularPolicy policy = Tasks.policy();
    Map<String, Object> changes = Map.of("ptxCoefficient", 0.0);
    List<PpoStep> steps = train(policy, options(preset, changes, 40, 64, Decoding.sampling(1, 3)));
    double before = steps.get(0).scores();
    double after = steps.get(39).scores();
    assertTrue(after > before + 1, "from " + before + " to " + after);
  }
}
