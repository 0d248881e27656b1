package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.MissingEos;
import org.rlhf4j.algorithms.ppo.PpoConventions.Padding;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueHead;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueStart;
import org.rlhf4j.api.math.KlEstimator;

/** Pins what decides results: whoever changes a preset changes this. */
final class PpoConventionsTest {

  /**
   * Every convention of every preset, read from its source and not from our code:
   *
   * <ul>
   *   <li>alpacafarm: Dubois et al. 2023, arXiv:2305.14387; tatsu-lab/alpaca_farm, {@code
   *       rl/ppo_trainer.py}, {@code rl/ppo_utils.py}, {@code examples/scripts/rlhf_ppo.sh}; {@code
   *       models/rl_models.py}, {@code make_value_with_base_model} (a head of zeros)
   *   <li>rlhf4j: AlpacaFarm's but for padding and the head
   *   <li>trl: huggingface/trl, {@code PPOConfig} and {@code ppo_trainer.py}
   *   <li>n-plus: Huang et al. 2024, arXiv:2403.17031; vwxyzjn/summarize_from_feedback_details,
   *       {@code ppo.py}: {@code PpoHParams} (clips, gamma, lam, kl_coef, whiten_rewards), {@code
   *       penalty_reward_value}, {@code padding_mask_p1} (score after the last token), {@code
   *       masked_whiten} (population variance), {@code masked_mean} in both losses
   *   <li>instructgpt: Ouyang et al. 2022, arXiv:2203.02155, appendix C.4 (0.02, 27.8, 0.2, no
   *       discount, one epoch, 512 / 64 mini-batches, value model from the reward model); the rest
   *       from openai/lm-human-preferences, {@code train_policy.py} (lam 0.95, whiten_rewards,
   *       {@code whiten(shift_mean=False)}, cliprange_value, vf_coef, {@code reduce_mean})
   *   <li>the target and the horizon of the controller, which no preset turns on: {@code launch.py}
   *       and {@code AdaptiveKLParams} of openai/lm-human-preferences
   * </ul>
   */
  private static final String TABLE =
      """
      convention             RLHF4J      ALPACAFARM  TRL               N_PLUS            INSTRUCTGPT
      klPlacement            REWARD      REWARD      REWARD            REWARD            REWARD
      klEstimator            CLAMPED     CLAMPED     K1                K1                K1
      klCoefficient          0.02        0.02        0.05              0.05              0.02
      klControl              FIXED       FIXED       FIXED             FIXED             FIXED
      klTarget               6.0         6.0         6.0               6.0               6.0
      klHorizon              10000       10000       10000             10000             10000
      terminalIndex          LAST_TOKEN  LAST_TOKEN  AFTER_LAST_TOKEN  AFTER_LAST_TOKEN  LAST_TOKEN
      missingEos             KEEP        KEEP        KEEP              REPLACE           KEEP
      missingEosValue        -1.0        -1.0        1.0               -1.0              -1.0
      gamma                  1.0         1.0         1.0               1.0               1.0
      lambda                 1.0         1.0         0.95              0.95              0.95
      whitenRewards          KEEP_MEAN   KEEP_MEAN   NONE              NONE              KEEP_MEAN
      whitenAdvantages       SHIFT_MEAN  SHIFT_MEAN  SHIFT_MEAN        SHIFT_MEAN        SHIFT_MEAN
      variance               POPULATION  POPULATION  SAMPLE            POPULATION        POPULATION
      padding                IGNORED     COUNTED     IGNORED           IGNORED           IGNORED
      clipRatio              0.2         0.2         0.2               0.2               0.2
      clipValue              0.2         0.2         0.2               0.2               0.2
      valueCoefficient       0.1         0.1         0.1               0.1               0.1
      ptxCoefficient         0.0         0.0         0.0               0.0               27.8
      lossDenominator        LIMIT       LIMIT       TOKENS            TOKENS            LIMIT
      temperatureInLogProbs  true        true        true              true              true
      valueStart             REWARD      REWARD      REWARD            REWARD            REWARD
      valueHead              KEEP        ZERO        KEEP              KEEP              KEEP
      epochs                 2           2           4                 4                 1
      minibatches            2           2           1                 1                 8
      """;

  @ParameterizedTest
  @EnumSource
  void everyConventionIsThatOfTheSource(PpoPreset preset) throws ReflectiveOperationException {
    List<String[]> table = TABLE.lines().map(line -> line.split("\\s+")).toList();
    int column = List.of(table.get(0)).indexOf(preset.name());
    RecordComponent[] components = PpoConventions.class.getRecordComponents();
    assertEquals(table.size() - 1, components.length);
    for (int i = 0; i < components.length; i++) {
      String[] row = table.get(i + 1);
      assertEquals(row[0], components[i].getName());
      Object actual = components[i].getAccessor().invoke(preset.conventions());
      assertEquals(row[column], actual.toString(), row[0]);
    }
  }

  @Test
  void ourOwnIsTheDefault() {
    assertEquals(PpoPreset.RLHF4J.conventions(), new PpoPlugin().defaults().effective());
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
    // Take each choice alone into AlpacaFarm's: none may land in another's place.
    PpoConventions base = PpoPreset.ALPACAFARM.conventions();
    PpoConventions donor =
        new PpoConventions(
            KlPlacement.LOSS,
            KlEstimator.K3,
            0.11,
            KlControl.ADAPTIVE,
            0.12,
            13,
            TerminalIndex.AFTER_LAST_TOKEN,
            MissingEos.SUBTRACT,
            0.14,
            0.15,
            0.16,
            Whitening.SHIFT_MEAN,
            Whitening.KEEP_MEAN,
            Whitening.Variance.SAMPLE,
            Padding.IGNORED,
            0.17,
            0.18,
            0.19,
            0.21,
            LossDenominator.TOKENS,
            false,
            ValueStart.POLICY,
            ValueHead.KEEP,
            22,
            23);
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
    assertEquals(0.5 * 3, reward.penalty(3, 0.5), 1e-15);
    assertEquals(0, reward.penalty(-3, 0.5));
    PpoConventions loss = Conventions.changed("klPlacement", KlPlacement.LOSS);
    assertEquals(0, loss.penalty(3, 0.5));
  }

  @Test
  void anAnswerWithoutEndIsScoredByTheRule() {
    assertEquals(5, Conventions.changed("missingEos", MissingEos.KEEP).score(5, false));
    assertEquals(-1, Conventions.changed("missingEos", MissingEos.REPLACE).score(5, false));
    assertEquals(6, Conventions.changed("missingEos", MissingEos.SUBTRACT).score(5, false));
    assertEquals(5, Conventions.changed("missingEos", MissingEos.REPLACE).score(5, true));
  }
}
