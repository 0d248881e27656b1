package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rlhf4j.algorithms.ppo.PpoTasks.SHOWN;
import static org.rlhf4j.algorithms.ppo.PpoTasks.options;
import static org.rlhf4j.algorithms.ppo.PpoTasks.train;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.exact.TabularPolicy;

/** The weight of the divergence, and the demonstrations of ppo-ptx. */
final class PpoPtxTest {

  @Test
  void theAdaptiveWeightFollowsTheDivergence() {
    Map<String, Object> changes =
        Map.of(
            "klControl",
            KlControl.ADAPTIVE,
            "klTarget",
            0.05,
            "klHorizon",
            64,
            "klCoefficient",
            0.1);
    List<PpoStep> steps =
        train(Tasks.policy(), options(PpoPreset.TRL, changes, 12, 32, Decoding.sampling(1, 3)));
    double expected = 0.1;
    for (PpoStep step : steps) {
      assertEquals(expected, step.klCoefficient(), 1e-15);
      double error = Math.max(-0.2, Math.min(0.2, (step.kl() - 0.05) / 0.05));
      expected *= 1 + error * 32 / 64;
    }
    assertTrue(steps.get(1).klCoefficient() < 0.1, "starts at the reference");
    assertTrue(steps.get(11).kl() > 0.05, "and then goes too far");
    assertTrue(steps.get(11).klCoefficient() > steps.get(9).klCoefficient());
  }

  @Test
  void aFixedWeightStays() {
    List<PpoStep> steps =
        train(Tasks.policy(), options(PpoPreset.TRL, Map.of(), 3, 32, Decoding.sampling(1, 3)));
    assertEquals(List.of(0.05, 0.05, 0.05), steps.stream().map(PpoStep::klCoefficient).toList());
  }

  @Test
  void demonstrationsAreNeededForPtxAlone() {
    Decoding decoding = Decoding.sampling(1, 3);
    assertEquals(
        Set.of(Need.PROMPTS, Need.REWARD, Need.DEMONSTRATIONS),
        new PpoTraining(options(PpoPreset.INSTRUCTGPT, Map.of(), 1, 8, decoding)).needs());
    Map<String, Object> none = Map.of("ptxCoefficient", 0.0);
    assertEquals(
        Set.of(Need.PROMPTS, Need.REWARD),
        new PpoTraining(options(PpoPreset.INSTRUCTGPT, none, 1, 8, decoding)).needs());
  }

  @Test
  void demonstrationsPullThePolicyTowardsThem() {
    TabularPolicy plain = Tasks.policy();
    TabularPolicy mixed = plain.copy();
    Map<String, Object> without = Map.of("ptxCoefficient", 0.0);
    Decoding decoding = Decoding.sampling(1, 3);
    List<PpoStep> alone = train(plain, options(PpoPreset.INSTRUCTGPT, without, 10, 16, decoding));
    List<PpoStep> both = train(mixed, options(PpoPreset.INSTRUCTGPT, Map.of(), 10, 16, decoding));
    assertTrue(Double.isNaN(alone.get(0).ptxLoss()));
    assertTrue(both.get(9).ptxLoss() < both.get(0).ptxLoss() / 2);
    assertTrue(shown(mixed) > shown(plain) + 1, shown(mixed) + " and " + shown(plain));
  }

  private static double shown(TabularPolicy policy) {
    return SHOWN.stream()
        .mapToDouble(d -> policy.logProbability(policy.encode(d.prompt(), d.answer())))
        .sum();
  }
}
