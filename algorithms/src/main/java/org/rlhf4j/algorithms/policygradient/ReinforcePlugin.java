package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;

/** REINFORCE: the first rung of the ladder, one answer a prompt and one gradient step on it. */
@Source(
    value =
        "Williams 1992, \"Simple statistical gradient-following algorithms for connectionist"
            + " reinforcement learning\", Machine Learning 8, equation 4",
    differs =
        "a whole answer is one action; a penalty on the divergence from the reference is taken off"
            + " its reward")
public final class ReinforcePlugin implements OptimizerPlugin<ReinforceOptions> {

  private static final double DECAY = 0.9;

  /** For the service loader. */
  public ReinforcePlugin() {}

  @Override
  public String id() {
    return "reinforce";
  }

  @Override
  public String summary() {
    return "REINFORCE against a reward with a KL penalty, with or without a baseline";
  }

  @Override
  public ReinforceOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6).with(AdamW.Schedule.LINEAR, 0);
    return new ReinforceOptions(
        100, 64, new Decoding(), optimizer, 0.05, Baseline.MOVING_AVERAGE, DECAY);
  }

  @Override
  public Optimizer create(ReinforceOptions options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    if (options.baseline() == Baseline.BATCH_MEAN && options.rollouts() == 1) {
      throw new UserException(
          "reinforce with baseline BATCH_MEAN learns nothing from a single answer a step; set"
              + " rollouts above 1 or baseline to MOVING_AVERAGE");
    }
    if (options.baseline() != Baseline.MOVING_AVERAGE && options.baselineDecay() != DECAY) {
      throw new UserException(
          "reinforce has no use for baselineDecay "
              + options.baselineDecay()
              + " with baseline "
              + options.baseline()
              + "; set baseline to MOVING_AVERAGE or leave baselineDecay out");
    }
    return new Reinforce(options);
  }
}
