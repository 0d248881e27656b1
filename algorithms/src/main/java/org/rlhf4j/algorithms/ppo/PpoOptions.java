package org.rlhf4j.algorithms.ppo;

import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.LengthLimits;

/**
 * Options of proximal policy optimisation.
 *
 * @param preset whose conventions to follow
 * @param conventions where to depart from the preset
 * @param steps rollout batches in all; learning rates follow their schedule over these
 * @param rollouts answers a rollout batch, one a prompt
 * @param decoding how answers are drawn; the temperature is the preset's where none is given
 * @param policyOptimizer gradient rule of the policy; what is not given is the preset's
 * @param valueOptimizer gradient rule of the value model; what is not given is the preset's
 * @param ptxBatch demonstrations in each gradient step, where {@code ptxCoefficient} is above 0
 * @param lengths limits on the length of these demonstrations
 */
public record PpoOptions(
    @Option(convention = true, value = "whose conventions to follow") PpoPreset preset,
    @Option("where to depart from the preset") PpoOverrides conventions,
    @Option(value = "rollout batches in all", min = 1, max = 1_000_000) int steps,
    @Option(value = "answers a rollout batch, one a prompt", min = 1, max = 100_000) int rollouts,
    @Option("how answers are drawn; the temperature's default is the preset's") Decoding decoding,
    @Option("gradient rule of the policy; its defaults are the preset's") AdamW policyOptimizer,
    @Option("gradient rule of the value model; its defaults are the preset's") AdamW valueOptimizer,
    @Option(value = "demonstrations a gradient step, where ptxCoefficient is above 0", min = 1)
        int ptxBatch,
    @Option("limits on the length of these demonstrations") LengthLimits lengths) {

  /** The preset with the departures. */
  PpoConventions effective() {
    return conventions.over(preset.conventions());
  }

  /** The preset in the spelling of specs. */
  String presetInWords() {
    return preset.inWords();
  }
}
