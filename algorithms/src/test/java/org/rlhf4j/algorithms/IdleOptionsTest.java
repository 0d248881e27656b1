package org.rlhf4j.algorithms;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.rlhf4j.algorithms.policygradient.Reinforce;
import org.rlhf4j.algorithms.ppo.Conventions;
import org.rlhf4j.algorithms.ppo.Ppo;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.MissingEos;
import org.rlhf4j.algorithms.ppo.PpoPreset;
import org.rlhf4j.algorithms.preference.Kto;
import org.rlhf4j.api.UserException;

/** Options that would have no effect are refused, all at once, and those that have one are not. */
final class IdleOptionsTest {

  private static void assertRefused(String message, Executable making) {
    assertEquals(message, assertThrows(UserException.class, making).getMessage());
  }

  private static Executable ppo(Map<String, Object> changes, int ptxBatch) {
    Ppo.Options d = new Ppo().defaults();
    Ppo.Options options =
        new Ppo.Options(
            PpoPreset.RLHF4J,
            Conventions.of(PpoPreset.RLHF4J, changes),
            d.steps(),
            d.rollouts(),
            d.decoding(),
            d.policyOptimizer(),
            d.valueOptimizer(),
            ptxBatch,
            d.lengths());
    return () -> new Ppo().create(options, null);
  }

  @Test
  void conventionsOfPpo() {
    assertRefused(
        "ppo: conventions.klTarget 3.0 has no effect with conventions.klControl FIXED; set that to"
            + " ADAPTIVE or leave it out; conventions.klHorizon 50 has no effect with"
            + " conventions.klControl FIXED; set that to ADAPTIVE or leave it out;"
            + " conventions.missingEosValue -2.0 has no effect with conventions.missingEos KEEP;"
            + " set that to REPLACE or SUBTRACT or leave it out; ptxBatch 7 has no effect with"
            + " conventions.ptxCoefficient 0; set that above 0 or leave it out",
        ppo(
            Map.of(
                "klTarget",
                3.0,
                "klHorizon",
                50,
                "missingEos",
                MissingEos.KEEP,
                "missingEosValue",
                -2.0),
            7));
    assertDoesNotThrow(
        ppo(
            Map.of(
                "klControl",
                KlControl.ADAPTIVE,
                "klTarget",
                3.0,
                "klHorizon",
                50,
                "missingEos",
                MissingEos.REPLACE,
                "missingEosValue",
                -2.0,
                "ptxCoefficient",
                0.1),
            7));
    assertDoesNotThrow(ppo(Map.of(), 16), "the defaults, as they stand in a run's spec.json");
  }

  private static Executable reinforce(Reinforce.Baseline baseline, double decay) {
    Reinforce.Options d = new Reinforce().defaults();
    Reinforce.Options options =
        new Reinforce.Options(
            d.steps(),
            d.rollouts(),
            d.decoding(),
            d.optimizer(),
            d.klCoefficient(),
            baseline,
            decay);
    return () -> new Reinforce().create(options, null);
  }

  @Test
  void theDecayOfABaselineThatDoesNotMove() {
    assertRefused(
        "reinforce has no use for baselineDecay 0.5 with baseline BATCH_MEAN; set baseline to"
            + " MOVING_AVERAGE or leave baselineDecay out",
        reinforce(Reinforce.Baseline.BATCH_MEAN, 0.5));
    assertDoesNotThrow(reinforce(Reinforce.Baseline.BATCH_MEAN, 0.9));
    assertDoesNotThrow(reinforce(Reinforce.Baseline.MOVING_AVERAGE, 0.5));
  }

  private static Executable kto(double desirable, double undesirable) {
    Kto.Options d = new Kto().defaults();
    Kto.Options options = new Kto.Options(d.training(), d.beta(), desirable, undesirable);
    return () -> new Kto().create(options, null);
  }

  @Test
  void ktoWithoutWeights() {
    assertRefused(
        "kto with desirableWeight 0 and undesirableWeight 0 learns nothing; set at least one of"
            + " them above 0",
        kto(0, 0));
    assertDoesNotThrow(kto(1, 0));
    assertDoesNotThrow(kto(0, 1));
  }
}
