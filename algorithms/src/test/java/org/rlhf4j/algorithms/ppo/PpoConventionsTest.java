package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.MissingEos;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueStart;
import org.rlhf4j.api.math.KlEstimator;

/** Pins what decides results: whoever changes a preset changes this. */
final class PpoConventionsTest {

  @Test
  void alpacaFarm() {
    PpoConventions c = PpoPreset.ALPACAFARM.conventions();
    assertEquals(KlPlacement.REWARD, c.klPlacement());
    assertEquals(KlEstimator.CLAMPED, c.klEstimator());
    assertEquals(0.02, c.klCoefficient());
    assertEquals(TerminalIndex.LAST_TOKEN, c.terminalIndex());
    assertEquals(MissingEos.KEEP, c.missingEos());
    assertEquals(-1, c.missingEosValue());
    assertEquals(1, c.gamma());
    assertEquals(1, c.lambda());
    assertEquals(Whitening.KEEP_MEAN, c.whitenRewards());
    assertEquals(Whitening.SHIFT_MEAN, c.whitenAdvantages());
    assertEquals(Whitening.Variance.POPULATION, c.variance());
    assertEquals(0.2, c.clipRatio());
    assertEquals(0.2, c.clipValue());
    assertEquals(0.1, c.valueCoefficient());
    assertEquals(LossDenominator.LIMIT, c.lossDenominator());
    assertTrue(c.temperatureInLogProbs());
    assertEquals(ValueStart.REWARD, c.valueStart());
    assertEquals(2, c.epochs());
    assertEquals(2, c.minibatches());
  }

  @Test
  void trl() {
    PpoConventions c = PpoPreset.TRL.conventions();
    assertEquals(KlPlacement.REWARD, c.klPlacement());
    assertEquals(KlEstimator.K1, c.klEstimator());
    assertEquals(0.05, c.klCoefficient());
    assertEquals(TerminalIndex.AFTER_LAST_TOKEN, c.terminalIndex());
    assertEquals(MissingEos.KEEP, c.missingEos());
    assertEquals(1, c.missingEosValue());
    assertEquals(1, c.gamma());
    assertEquals(0.95, c.lambda());
    assertEquals(Whitening.NONE, c.whitenRewards());
    assertEquals(Whitening.SHIFT_MEAN, c.whitenAdvantages());
    assertEquals(Whitening.Variance.SAMPLE, c.variance());
    assertEquals(0.2, c.clipRatio());
    assertEquals(0.2, c.clipValue());
    assertEquals(0.1, c.valueCoefficient());
    assertEquals(LossDenominator.TOKENS, c.lossDenominator());
    assertTrue(c.temperatureInLogProbs());
    assertEquals(ValueStart.REWARD, c.valueStart());
    assertEquals(4, c.epochs());
    assertEquals(1, c.minibatches());
  }

  @Test
  void alpacaFarmIsTheDefault() {
    assertEquals(PpoPreset.ALPACAFARM.conventions(), new PpoPlugin().defaults().effective());
  }

  @Test
  void everyConventionCanBeOverridden() {
    assertEquals(names(PpoConventions.class), names(PpoOverrides.class));
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  @Test
  void anOverrideChangesThatConventionAlone() throws ReflectiveOperationException {
    // Take each of TRL's choices alone into AlpacaFarm's: none may land in another's place.
    PpoConventions base = PpoPreset.ALPACAFARM.conventions();
    PpoConventions donor = PpoPreset.TRL.conventions();
    RecordComponent[] components = PpoConventions.class.getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      Object change = components[i].getAccessor().invoke(donor);
      PpoConventions effective = Conventions.changed(components[i].getName(), change);
      for (int j = 0; j < components.length; j++) {
        Object expected = components[j].getAccessor().invoke(i == j ? donor : base);
        assertEquals(
            expected, components[j].getAccessor().invoke(effective), components[j].getName());
      }
    }
  }

  @Test
  void thePenaltyIsTakenOffTheRewardOrNot() {
    PpoConventions reward = PpoPreset.ALPACAFARM.conventions();
    assertEquals(0.02 * 3, reward.penalty(3), 1e-15);
    assertEquals(0, reward.penalty(-3));
    PpoConventions loss = Conventions.changed("klPlacement", KlPlacement.LOSS);
    assertEquals(0, loss.penalty(3));
  }

  @Test
  void anAnswerWithoutEndIsScoredByTheRule() {
    assertEquals(5, Conventions.changed("missingEos", MissingEos.KEEP).score(5, false));
    assertEquals(-1, Conventions.changed("missingEos", MissingEos.REPLACE).score(5, false));
    assertEquals(6, Conventions.changed("missingEos", MissingEos.SUBTRACT).score(5, false));
    assertEquals(5, Conventions.changed("missingEos", MissingEos.REPLACE).score(5, true));
  }
}
