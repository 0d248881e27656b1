package org.rlhf4j.algorithms.ppo;

import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;

/** Proximal policy optimisation against a reward model, held to the reference by a KL penalty. */
public final class PpoPlugin implements OptimizerPlugin<PpoOptions> {

  /** For the service loader. */
  public PpoPlugin() {}

  @Override
  public String id() {
    return "ppo";
  }

  @Override
  public String summary() {
    return "proximal policy optimisation against a reward, with a value model and a KL penalty";
  }

  @Override
  public PpoOptions defaults() {
    // AlpacaFarm's rule, like its preset; the epsilon is that of OpenAI's PPO code.
    AdamW rule = new AdamW(1e-5, AdamW.Schedule.LINEAR, 0, 0, 0.9, 0.999, 1e-5, 0, 1);
    return new PpoOptions(
        PpoPreset.ALPACAFARM,
        PpoOverrides.none(),
        100,
        64,
        new Decoding(),
        rule,
        rule,
        16,
        new LengthLimits());
  }

  @Override
  public Optimizer create(PpoOptions options, PluginContext context) {
    PpoConventions conventions = options.effective();
    Rollouts.requireSampling(id(), options.decoding());
    if (conventions.minibatches() > options.rollouts()) {
      throw new UserException(
          "ppo cannot split "
              + options.rollouts()
              + " rollouts into "
              + conventions.minibatches()
              + " mini-batches; set conventions.minibatches to at most rollouts");
    }
    if (conventions.missingEos() == PpoConventions.MissingEos.SUBTRACT
        && !(conventions.missingEosValue() > 0)) {
      throw new UserException(
          "with conventions.missingEos SUBTRACT the penalty conventions.missingEosValue must be"
              + " above 0, got "
              + conventions.missingEosValue());
    }
    if (conventions.klControl() == PpoConventions.KlControl.ADAPTIVE
        && !(conventions.klCoefficient() > 0)) {
      throw new UserException(
          "with conventions.klControl ADAPTIVE the first conventions.klCoefficient must be above 0,"
              + " or it never changes; got "
              + conventions.klCoefficient());
    }
    if (conventions.ptxCoefficient() > 0
        && conventions.temperatureInLogProbs()
        && options.decoding().temperature() != 1) {
      throw new UserException(
          "ppo with conventions.ptxCoefficient "
              + conventions.ptxCoefficient()
              + " learns demonstrations at the temperature of its log-probabilities, which must be"
              + " 1, got decoding.temperature "
              + options.decoding().temperature()
              + "; set conventions.temperatureInLogProbs to false or ptxCoefficient to 0");
    }
    return new Ppo(options);
  }
}
