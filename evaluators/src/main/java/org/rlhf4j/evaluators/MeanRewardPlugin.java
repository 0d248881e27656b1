package org.rlhf4j.evaluators;

import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.evaluators.inputs.FittedReward;

/**
 * {@code mean-reward}: what a reward says of each method's answers, on average over prompts, in the
 * reward's own unit. Without a reward of its own it takes the run's, which the methods optimised:
 * the proxy.
 */
@Source("rlhf4j's own")
public final class MeanRewardPlugin implements EvaluatorPlugin<MeanRewardOptions> {

  /** For the service loader. */
  public MeanRewardPlugin() {}

  @Override
  public String id() {
    return "mean-reward";
  }

  @Override
  public String summary() {
    return "mean score of a method's answers, by the run's own reward or by another";
  }

  @Override
  public MeanRewardOptions defaults() {
    return new MeanRewardOptions(null, null);
  }

  @Override
  public Evaluator create(MeanRewardOptions options, PluginContext context) {
    FittedReward reward = FittedReward.of(id(), options.reward(), context);
    String name = options.name();
    return new MeanReward(name == null ? reward.name() : name, reward);
  }
}
