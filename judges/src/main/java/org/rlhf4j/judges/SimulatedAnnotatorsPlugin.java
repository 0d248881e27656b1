package org.rlhf4j.judges;

import org.rlhf4j.api.Judge;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code simulated-annotators}: people who prefer the answer of the higher reward, but name the
 * wrong one now and then.
 *
 * <p>Dubois et al., "AlpacaFarm", arXiv:2305.14387, flips a quarter of the labels so that simulated
 * feedback varies as human feedback does. We differ in that the annotators value a reward rather
 * than being prompted language models.
 *
 * <p>A label is always first or second, never a tie: between answers of equal score a coin is
 * tossed. Coin and flip depend on the run's seed and the comparison's id alone, so neither on the
 * batch, nor on the order of work, nor on which of two different answers is presented first.
 */
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387, which flips a quarter of the labels",
    differs =
        "the annotators value a reward and are no prompted language models; a tie in the reward is"
            + " a coin toss")
public final class SimulatedAnnotatorsPlugin implements JudgePlugin<SimulatedAnnotatorsOptions> {

  /** For the service loader. */
  public SimulatedAnnotatorsPlugin() {}

  @Override
  public String id() {
    return "simulated-annotators";
  }

  @Override
  public String summary() {
    return "prefers the answer of the higher reward, with a share of wrong labels";
  }

  @Override
  public SimulatedAnnotatorsOptions defaults() {
    return new SimulatedAnnotatorsOptions(null, 0.25);
  }

  @Override
  public Judge create(SimulatedAnnotatorsOptions options, PluginContext context) {
    return new SimulatedAnnotators(
        JudgingReward.create(id(), options.reward(), context),
        options.flip(),
        context.random().child("label-noise"));
  }
}
