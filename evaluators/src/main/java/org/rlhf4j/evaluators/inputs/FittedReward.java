package org.rlhf4j.evaluators.inputs;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.EvaluationTask;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.TrainableRewardModel;

/**
 * The reward that an evaluator asks: one of its own, or the run's.
 *
 * @param evaluator its id, for messages
 * @param name of the reward in results
 * @param identity of it
 * @param own is closed with the evaluator; null for the run's
 */
public record FittedReward(
    String evaluator, String name, String identity, @Nullable RewardModel own)
    implements AutoCloseable {

  /**
   * Makes it.
   *
   * @param part null for the run's reward
   * @throws UserException as {@link #own}
   */
  public static FittedReward of(
      String evaluator, @Nullable Part<RewardModel> part, PluginContext context) {
    if (part == null) {
      return new FittedReward(evaluator, "proxy", "the reward of the run", null);
    }
    RewardModel reward =
        own(
            evaluator + ": the reward",
            part,
            context,
            "leave reward out to take the run's own, which is fitted");
    return new FittedReward(evaluator, part.plugin().id(), context.describe(part), reward);
  }

  /**
   * A reward of an evaluator's own, by which things can be measured.
   *
   * @param which of the evaluator's, for messages
   * @param instead of one that must be fitted
   * @throws UserException if it must be fitted first, or if its scores depend on what it scored
   *     before
   */
  public static RewardModel own(
      String which, Part<RewardModel> part, PluginContext context, String instead) {
    RewardModel reward = context.create(part);
    String what = which + " \"" + part.plugin().id() + "\"";
    if (reward instanceof TrainableRewardModel) {
      reward.close();
      throw new UserException(what + " must be fitted to preferences before it scores; " + instead);
    }
    if (reward.changesWhileScoring()) {
      reward.close();
      throw new UserException(
          what
              + " gives scores that depend on what it scored before, so it cannot be the measure;"
              + " name the reward that it is made of");
    }
    return reward;
  }

  /** Whether it is the run's, so that a run without one cannot be measured. */
  public boolean needsReward() {
    return own == null;
  }

  /**
   * The reward itself.
   *
   * @throws UserException if it should be the run's and the run has none
   */
  public RewardModel in(EvaluationTask task) {
    RewardModel reward = own == null ? task.reward() : own;
    if (reward == null) {
      throw new UserException(
          evaluator
              + ": this run has no reward of its own; give the evaluator the option reward, or the"
              + " spec a reward");
    }
    return reward;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
