package org.rlhf4j.algorithms.ppo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.LengthLimits;
import org.rlhf4j.api.training.Optimizer;

/** Proximal policy optimisation against a reward model, held to the reference by a KL penalty. */
@Source("Schulman et al. 2017, \"Proximal policy optimization algorithms\", arXiv:1707.06347")
@Source(
    value =
        "Ziegler et al. 2019, \"Fine-tuning language models from human preferences\","
            + " arXiv:1909.08593; Stiennon et al. 2020, arXiv:2009.01325",
    differs =
        "the adaptive coefficient follows the program, which divides by the horizon, and not the"
            + " paper's K = 0.1")
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387: preset alpacafarm",
    differs =
        "padding is read as repetitions of the last token; the value model's head has no bias;"
            + " policy and value model are clipped each by its own norm; preset rlhf4j also leaves"
            + " padding out of all numbers and keeps the reward's head")
@Source(
    value = "PPOConfig and ppo_trainer.py of huggingface/trl 1.9: preset trl",
    differs =
        "means are over the tokens of a mini-batch, not of a micro-batch; padding enters no metric")
@Source(
    value =
        "Huang et al. 2024, \"The N+ implementation details of RLHF with PPO\", arXiv:2403.17031:"
            + " preset n-plus",
    differs = "as from trl; weights decay in matrices alone, not in norms and biases")
@Source(
    value =
        "Ouyang et al. 2022, arXiv:2203.02155, section 3.5 and appendix C.4: preset instructgpt",
    differs =
        "demonstrations stand for the pretraining data; what the paper does not tell is as in"
            + " openai/lm-human-preferences; whitening is over the rollout batch, not in each"
            + " mini-batch; no moving average of weights")
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
    return defaults(PpoPreset.RLHF4J);
  }

  @Override
  public PpoOptions defaults(String preset) {
    return defaults(PpoPreset.of(preset));
  }

  private static PpoOptions defaults(PpoPreset preset) {
    return new PpoOptions(
        preset,
        PpoOverrides.none(),
        100,
        64,
        Decoding.sampling(preset.temperature(), new Decoding().maxNewTokens()),
        preset.rule(),
        preset.rule(),
        16,
        new LengthLimits());
  }

  @Override
  public Optional<Record> resolved(PpoOptions options) {
    return Optional.of(options.effective());
  }

  @Override
  public Map<String, Record> presets() {
    Map<String, Record> presets = new LinkedHashMap<>();
    for (PpoPreset preset : PpoPreset.values()) {
      presets.put(preset.inWords(), preset.conventions());
    }
    return presets;
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
    List<String> idle = new ArrayList<>(options.conventions().withoutEffect(conventions));
    if (conventions.ptxCoefficient() == 0) {
      String why =
          "has no effect with conventions.ptxCoefficient 0; set that above 0 or leave it out";
      if (options.ptxBatch() != defaults().ptxBatch()) {
        idle.add("ptxBatch " + options.ptxBatch() + " " + why);
      }
      if (!options.lengths().equals(defaults().lengths())) {
        idle.add("lengths " + why);
      }
    }
    if (!idle.isEmpty()) {
      throw new UserException("ppo: " + String.join("; ", idle));
    }
    return new Ppo(options);
  }
}
