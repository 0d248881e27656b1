package org.rlhf4j.algorithms.ppo;

import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.MissingEos;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueStart;
import org.rlhf4j.api.math.KlEstimator;

/** The conventions of published implementations. */
public enum PpoPreset {
  /**
   * AlpacaFarm (Dubois et al. 2023, arXiv:2305.14387; {@code ppo_trainer.py} and {@code
   * ppo_utils.py} of tatsu-lab/alpaca_farm, coefficient 0.02 as for its human-feedback run). We
   * differ in that padding enters neither statistics nor losses, values after the end of an answer
   * are 0, the value model keeps the reward's head, and policy and value model each have their own
   * gradient rule and clipping.
   */
  ALPACAFARM,

  /**
   * TRL's PPOTrainer ({@code PPOConfig} and {@code ppo_trainer.py} of huggingface/trl). We differ
   * in that averages are over the tokens of a mini-batch where TRL's are over those of a
   * micro-batch, and that policy and value model each have their own gradient rule and clipping.
   */
  TRL;

  /** The choices. */
  public PpoConventions conventions() {
    return switch (this) {
      case ALPACAFARM ->
          new PpoConventions(
              /* klPlacement= */ KlPlacement.REWARD,
              /* klEstimator= */ KlEstimator.CLAMPED,
              /* klCoefficient= */ 0.02,
              /* terminalIndex= */ TerminalIndex.LAST_TOKEN,
              /* missingEos= */ MissingEos.KEEP,
              /* missingEosValue= */ -1.0,
              /* gamma= */ 1.0,
              /* lambda= */ 1.0,
              /* whitenRewards= */ Whitening.KEEP_MEAN,
              /* whitenAdvantages= */ Whitening.SHIFT_MEAN,
              /* variance= */ Whitening.Variance.POPULATION,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* lossDenominator= */ LossDenominator.LIMIT,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* epochs= */ 2,
              /* minibatches= */ 2);
      case TRL ->
          new PpoConventions(
              /* klPlacement= */ KlPlacement.REWARD,
              /* klEstimator= */ KlEstimator.K1,
              /* klCoefficient= */ 0.05,
              /* terminalIndex= */ TerminalIndex.AFTER_LAST_TOKEN,
              /* missingEos= */ MissingEos.KEEP,
              /* missingEosValue= */ 1.0,
              /* gamma= */ 1.0,
              /* lambda= */ 0.95,
              /* whitenRewards= */ Whitening.NONE,
              /* whitenAdvantages= */ Whitening.SHIFT_MEAN,
              /* variance= */ Whitening.Variance.SAMPLE,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* lossDenominator= */ LossDenominator.TOKENS,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* epochs= */ 4,
              /* minibatches= */ 1);
    };
  }
}
