package org.rlhf4j.judges;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.TrainableRewardModel;

/** A reward that judges pairs. */
record JudgingReward(RewardModel reward) {

  /**
   * Makes the reward of a judge.
   *
   * @param judge the judge's id, for messages
   * @throws UserException if there is none, if it must be fitted first, or if its scores change
   */
  static JudgingReward create(
      String judge, @Nullable Part<RewardModel> part, PluginContext context) {
    if (part == null) {
      throw new UserException(
          judge
              + ": reward is missing; give one that scores without fitting, such as"
              + " {\"id\": \"instruction-world\"}");
    }
    RewardModel reward = context.create(part);
    if (reward instanceof TrainableRewardModel) {
      reward.close();
      throw new UserException(
          judge
              + ": the reward \""
              + part.plugin().id()
              + "\" must be fitted to preferences before it scores, so it cannot judge; give a"
              + " reward that is ready, such as {\"id\": \"instruction-world\"}");
    }
    if (reward.changesWhileScoring()) {
      reward.close();
      throw new UserException(
          judge
              + ": the scores of the reward \""
              + part.plugin().id()
              + "\" depend on what it scored before, so it cannot judge; give the reward that it is"
              + " made of");
    }
    return new JudgingReward(reward);
  }

  /** Score of the first answer minus that of the second, for each comparison. */
  double[] differences(List<Comparison> comparisons) {
    List<Response> responses =
        comparisons.stream()
            .flatMap(
                c ->
                    Stream.of(
                        new Response(c.prompt(), c.first()), new Response(c.prompt(), c.second())))
            .toList();
    double[] scores = reward.score(responses);
    double[] differences = new double[comparisons.size()];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = scores[2 * i] - scores[2 * i + 1];
    }
    return differences;
  }
}
