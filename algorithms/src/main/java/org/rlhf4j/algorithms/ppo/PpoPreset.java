package org.rlhf4j.algorithms.ppo;

import java.util.Locale;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlControl;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.algorithms.ppo.PpoConventions.MissingEos;
import org.rlhf4j.algorithms.ppo.PpoConventions.Padding;
import org.rlhf4j.algorithms.ppo.PpoConventions.TerminalIndex;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueHead;
import org.rlhf4j.algorithms.ppo.PpoConventions.ValueStart;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.training.AdamW;

/** The conventions of published implementations. */
public enum PpoPreset {
  /**
   * Our own: AlpacaFarm's choices, but that padding enters nothing and the value model keeps the
   * reward's head. The default.
   */
  RLHF4J,

  /**
   * AlpacaFarm (Dubois et al. 2023, arXiv:2305.14387; {@code ppo_trainer.py} and {@code
   * ppo_utils.py} of tatsu-lab/alpaca_farm, coefficient 0.02 as for its human-feedback run): {@code
   * whiten} makes the zeros of padding a number, which the returns of all tokens before it add up
   * ({@code ppo_trainer.py}, lines 86 to 97), values behind the end of an answer are learned, and
   * the value model begins with a head of zeros ({@code rl_models.py}, {@code
   * make_value_with_base_model} and line 147). We differ in that
   *
   * <ul>
   *   <li>places behind the end are read as repetitions of the last token, where AlpacaFarm has pad
   *       tokens that attention leaves out, and the head has no bias. Before the first gradient
   *       step all values are 0, so it does not matter; with its gamma and lambda of 1 the values
   *       there cancel out of advantages and returns of real tokens, and matter for the scale of
   *       the whitened advantages alone;
   *   <li>the gradients of policy and value model are clipped each by its own norm, where
   *       AlpacaFarm clips them by their joint one ({@code rl_trainer.py}, line 146).
   * </ul>
   *
   * <p>Its reward reads answers as text without an end of sequence ({@code data_preprocessor.py},
   * line 215; {@code ppo_trainer.py}, lines 155 to 172) and does not shift its scores: that is
   * {@code pairwise} with {@code endOfSequence} {@code omit} and {@code shift} {@code false}.
   */
  ALPACAFARM,

  /**
   * TRL's PPOTrainer ({@code PPOConfig} and {@code ppo_trainer.py} of huggingface/trl 1.9, under
   * {@code experimental/ppo}; removed in 1.13). Gradients are not clipped: it replaces the loop of
   * transformers' Trainer, and with it the clipping. We differ in that averages are over the tokens
   * of a mini-batch where TRL's are over those of a micro-batch. Its names for metrics are ours,
   * its definitions are not always: see {@link PpoStep}.
   */
  TRL,

  /**
   * The N+ implementation details of RLHF with PPO (Huang et al. 2024, arXiv:2403.17031; {@code
   * ppo.py} of vwxyzjn/summarize_from_feedback_details): an answer without end-of-sequence scores
   * -1, rewards are not whitened, and advantages are with the population's variance. Gradients are
   * not clipped. We differ as from {@code TRL}, and in that weights decay in matrices alone, where
   * PyTorch's AdamW decays norms and biases too.
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
   * is no moving average of weights, that rewards and advantages are whitened over the rollout
   * batch and not in each mini-batch, that padding enters nothing, and that gradient rules are
   * AlpacaFarm's without warm-up. Its rollouts must be at least 8.
   */
  INSTRUCTGPT;

  /**
   * The preset of a name in the spelling of specs.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PpoPreset of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Its name in the spelling of specs. */
  String inWords() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The gradient rule of policy and value model where a spec gives none: that of the source, and
   * for {@code INSTRUCTGPT}, whose rates belong to its sizes, AlpacaFarm's without warm-up.
   */
  AdamW rule() {
    return switch (this) {
      case RLHF4J, ALPACAFARM ->
          new AdamW(1e-5, AdamW.Schedule.LINEAR, 5, 0, 0.9, 0.999, 1e-5, 0, 1);
      case TRL -> new AdamW(3e-6, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-8, 0, 0);
      case N_PLUS -> new AdamW(3e-6, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-5, 0.01, 0);
      case INSTRUCTGPT -> new AdamW(1e-5, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-5, 0, 1);
    };
  }

  /** The temperature at which the source draws answers. */
  double temperature() {
    return switch (this) {
      case RLHF4J, ALPACAFARM, INSTRUCTGPT -> 1;
      case TRL, N_PLUS -> 0.7;
    };
  }

  /** The choices. */
  public PpoConventions conventions() {
    return switch (this) {
      case RLHF4J ->
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
              /* padding= */ Padding.IGNORED,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 0.0,
              /* lossDenominator= */ LossDenominator.LIMIT,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* valueHead= */ ValueHead.KEEP,
              /* epochs= */ 2,
              /* minibatches= */ 2);
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
              /* padding= */ Padding.COUNTED,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 0.0,
              /* lossDenominator= */ LossDenominator.LIMIT,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* valueHead= */ ValueHead.ZERO,
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
              /* padding= */ Padding.IGNORED,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 0.0,
              /* lossDenominator= */ LossDenominator.TOKENS,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* valueHead= */ ValueHead.KEEP,
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
              /* padding= */ Padding.IGNORED,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 0.0,
              /* lossDenominator= */ LossDenominator.TOKENS,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* valueHead= */ ValueHead.KEEP,
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
              /* padding= */ Padding.IGNORED,
              /* clipRatio= */ 0.2,
              /* clipValue= */ 0.2,
              /* valueCoefficient= */ 0.1,
              /* ptxCoefficient= */ 27.8,
              /* lossDenominator= */ LossDenominator.LIMIT,
              /* temperatureInLogProbs= */ true,
              /* valueStart= */ ValueStart.REWARD,
              /* valueHead= */ ValueHead.KEEP,
              /* epochs= */ 1,
              /* minibatches= */ 8);
    };
  }
}
