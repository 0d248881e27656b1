package org.rlhf4j.judges;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.TrainableRewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;

/** The rewards that judges decide by. */
final class Rewards {

  private Rewards() {}

  /** Makes a reward that can score at once. */
  static RewardModel ready(@Nullable Part<RewardModel> part, PluginContext context) {
    if (part == null) {
      throw new UserException("the judge needs a reward to decide by");
    }
    RewardModel reward = context.create(part);
    if (reward instanceof TrainableRewardModel) {
      reward.close();
      throw new UserException(
          "the reward \""
              + part.plugin().id()
              + "\" must be trained before it scores, and a judge's reward is not trained; use one"
              + " that needs no training, such as a gold score");
    }
    return reward;
  }
}
