package org.rlhf4j.judges;

import org.rlhf4j.api.Judge;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.JudgePlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code simulated-annotators}: people who prefer the better answer, but name the wrong one now and
 * then.
 *
 * <p>Dubois et al., "AlpacaFarm", arXiv:2305.14387, asks one of a pool of prompted language models
 * for each comparison and flips a quarter of the labels, so that simulated feedback varies as human
 * feedback does. A pool of {@code members} is this: each has a judge of its own (a language model
 * with its own template, a reward), a weight, biases for a position and for length, and flips. With
 * a {@code reward} instead all annotators value the same, and only flips make them differ.
 *
 * <p>One flip for all makes annotators agree as often as people, but not on the same items: of
 * people, some items split nearly everybody. So a share {@code hard} of the comparisons, the same
 * for the whole pool, can be told by nobody. {@code fit-annotators} finds flip and share from
 * labels of people.
 *
 * <p>A label is always first or second, never a tie: what a judge has no preference in is decided
 * by a coin, and a preference in between is the probability of the label. An unusable verdict of a
 * member's judge stays one. All that is drawn depends on the run's seed and the comparison's id
 * alone, so neither on the batch, nor on the order of work, nor (but for a member's bias for a
 * position) on which of two different answers is presented first.
 */
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387, which flips a quarter of the labels",
    differs =
        "the annotators go by a reward, or by judges of their own of which any may be a prompted"
            + " language model; a tie in the reward is a coin toss; a share of comparisons may be"
            + " too hard for everybody")
public final class SimulatedAnnotatorsPlugin implements JudgePlugin<SimulatedAnnotatorsOptions> {

  /** For the service loader. */
  public SimulatedAnnotatorsPlugin() {}

  @Override
  public String id() {
    return "simulated-annotators";
  }

  @Override
  public String summary() {
    return "a pool of annotators by a reward or by judges of their own, with biases and wrong"
        + " labels";
  }

  @Override
  public SimulatedAnnotatorsOptions defaults() {
    return new SimulatedAnnotatorsOptions(null, 0.25);
  }

  @Override
  public Judge create(SimulatedAnnotatorsOptions options, PluginContext context) {
    RandomStream noise = context.random().child("label-noise");
    HardComparisons hard = new HardComparisons(options.hard(), noise.child("hard"));
    if (options.members().isEmpty()) {
      return new SimulatedAnnotators(
          JudgingReward.create(id(), options.reward(), context), options.flip(), hard, noise);
    }
    if (options.reward() != null) {
      throw new UserException(
          id()
              + ": give a reward, if all annotators value the same, or members, each with its own"
              + " judge, but not both");
    }
    return AnnotatorPool.create(options.members(), options.flip(), hard, context, noise);
  }
}
