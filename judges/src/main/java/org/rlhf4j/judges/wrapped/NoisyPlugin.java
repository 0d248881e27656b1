package org.rlhf4j.judges.wrapped;

import org.rlhf4j.api.Judge;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code noisy}: another judge, of whose labels a share is flipped (Dubois et al., "AlpacaFarm",
 * arXiv:2305.14387, flip a quarter, so that simulated feedback varies as human feedback does).
 *
 * <p>A flip takes a preference p to 1 - p and first to second; ties and unusable verdicts stay.
 * Whether a label flips depends on the run's seed and the comparison's id alone: not on the batch,
 * the order of work or the order of presentation.
 *
 * <p>Put {@code cached} inside and not around it, or every later seed finds the flips of the first.
 */
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387",
    differs = "the noise is around any judge, and ties and unusable verdicts stay")
public final class NoisyPlugin implements JudgePlugin<NoisyOptions> {

  /** For the service loader. */
  public NoisyPlugin() {}

  @Override
  public String id() {
    return "noisy";
  }

  @Override
  public String summary() {
    return "another judge, of whose labels a share is flipped";
  }

  @Override
  public NoisyOptions defaults() {
    return new NoisyOptions(null, 0.25);
  }

  @Override
  public Judge create(NoisyOptions options, PluginContext context) {
    Part<Judge> judge = Wrapped.required(id(), options.judge());
    return new Noisy(context.create(judge), options.flip(), context.random().child("label-noise"));
  }
}
