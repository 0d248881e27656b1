package org.rlhf4j.evaluators;

import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.TrainableRewardModel;

/**
 * {@code mean-reward}: what a reward says of each method's answers, on average over prompts, in the
 * reward's own unit. Without a reward of its own it takes the run's, which the methods optimised:
 * the proxy.
 */
@Source("rlhf4j's own")
public final class MeanRewardPlugin implements EvaluatorPlugin<MeanRewardOptions> {

  /** The identity of the run's own reward. */
  private static final String OWN = "the reward of the run";

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
    Part<RewardModel> part = options.reward();
    String standardName = part == null ? "proxy" : part.plugin().id();
    return new MeanReward(
        options.name() == null ? standardName : options.name(),
        part == null ? OWN : context.describe(part),
        part == null ? null : create(part, context));
  }

  private RewardModel create(Part<RewardModel> part, PluginContext context) {
    RewardModel reward = context.create(part);
    if (reward instanceof TrainableRewardModel) {
      reward.close();
      throw new UserException(
          "mean-reward: the reward \""
              + part.plugin().id()
              + "\" must be fitted to preferences before it scores; leave"
              + " reward out to measure the run's own, which is fitted");
    }
    if (reward.changesWhileScoring()) {
      reward.close();
      throw new UserException(
          "mean-reward: the scores of the reward \""
              + part.plugin().id()
              + "\" depend on what it scored before, so means of methods cannot be compared; name"
              + " the reward that it is made of");
    }
    return reward;
  }
}
