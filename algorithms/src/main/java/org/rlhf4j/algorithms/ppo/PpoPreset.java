package org.rlhf4j.algorithms.ppo;

import java.util.Locale;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
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
  TRL,

  /**
   * The N+ implementation details of RLHF with PPO (Huang et al. 2024, arXiv:2403.17031; {@code
   * ppo.py} of vwxyzjn/summarize_from_feedback_details): an answer without end-of-sequence scores
   * -1, rewards are not whitened, and advantages are with the population's variance. Its answers
   * are drawn at temperature 0.7. We differ as from {@code TRL}.
   */
  N_PLUS,

  /**
   * InstructGPT with pretraining mix, PPO-ptx (Ouyang et al. 2022, arXiv:2203.02155, section 3.5
   * and appendix C.4): KL coefficient 0.02, clip 0.2, no discount, one pass over each batch in
   * eight mini-batches (512 answers in 64s), pretraining coefficient 27.8, temperature 1. What the
   * paper does not tell is as in OpenAI's published code (openai/lm-human-preferences, {@code
   * train_policy.py}): lambda, both whitenings, the clip and the weight of the value loss, and
   * means over all positions. We differ in that demonstrations stand for the pretraining data, as
   * means over their answer tokens (the paper does not say what its sum is divided by), that there
   * is no moving average of weights, and as from {@code ALPACAFARM} in padding and gradient rules.
   * Its rollouts must be at least 8.
   */
  INSTRUCTGPT;

  /** Its name in the spelling of specs. */
  String inWords() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The choices. */
  public PpoConventions conventions() {
    return switch (this) {
      case ALPACAFARM ->
          new PpoConventions(
              /* klPlacement= */ KlPlacement.REWARD,
              /* klEstimator= */ KlEstimator.CLAMPED,
              /* klCoefficient= */ 0.02,
              /* klControl= */ KlControl.FIXED,
              /* klTarget= */ 6.0,
              /* klHorizon= */ 10_000,
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
              /* ptxCoefficient= */ 0.0,
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
              /* klControl= */ KlControl.FIXED,
              /* klTarget= */ 6.0,
              /* klHorizon= */ 10_000,
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
              /* ptxCoefficient= */ 0.0,
              /* lossDenominator= */ LossDenominator.TOKENS,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* epochs= */ 4,
              /* minibatches= */ 1);
      case N_PLUS ->
          new PpoConventions(
              /* klPlacement= */ KlPlacement.REWARD,
              /* klEstimator= */ KlEstimator.K1,
              /* klCoefficient= */ 0.05,
              /* klControl= */ KlControl.FIXED,
              /* klTarget= */ 6.0,
              /* klHorizon= */ 10_000,
              /* terminalIndex= */ TerminalIndex.AFTER_LAST_TOKEN,
              /* missingEos= */ MissingEos.REPLACE,
              /* missingEosValue= */ -1.0,
              /* gamma= */ 1.0,
              /* lambda= */ 0.95,
              /* whitenRewards= */ Whitening.NONE,
              /* whitenAdvantages= */ Whitening.SHIFT_MEAN,
              /* variance= */ Whitening.Variance.POPULATION,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 0.0,
              /* lossDenominator= */ LossDenominator.TOKENS,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* epochs= */ 4,
              /* minibatches= */ 1);
      case INSTRUCTGPT ->
          new PpoConventions(
              /* klPlacement= */ KlPlacement.REWARD,
              /* klEstimator= */ KlEstimator.K1,
              /* klCoefficient= */ 0.02,
              /* klControl= */ KlControl.FIXED,
              /* klTarget= */ 6.0,
              /* klHorizon= */ 10_000,
              /* terminalIndex= */ TerminalIndex.LAST_TOKEN,
              /* missingEos= */ MissingEos.KEEP,
              /* missingEosValue= */ -1.0,
              /* gamma= */ 1.0,
              /* lambda= */ 0.95,
              /* whitenRewards= */ Whitening.KEEP_MEAN,
              /* whitenAdvantages= */ Whitening.SHIFT_MEAN,
              /* variance= */ Whitening.Variance.POPULATION,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 27.8,
              /* lossDenominator= */ LossDenominator.LIMIT,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* epochs= */ 1,
              /* minibatches= */ 8);
    };
  }
}
