package org.rlhf4j.evaluators;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.EvaluationTask;
import org.rlhf4j.api.Evaluator;
import org.rlhf4j.api.Measurement;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;

/** Implements {@link MeanRewardPlugin}; the reward is null for the run's own. */
record MeanReward(String name, @Nullable RewardModel own) implements Evaluator, AutoCloseable {

  @Override
  public List<String> columns() {
    return List.of(name);
  }

  @Override
  public List<Measurement> evaluate(EvaluationTask task) {
    RewardModel reward = own == null ? task.reward() : own;
    if (reward == null) {
      throw new UserException(
          "mean-reward: this run has no reward of its own to measure; give the evaluator the option"
              + " reward, or the spec a reward");
    }
    return task.subjects().stream()
        .map(s -> Measurement.mean(s.name(), name, "", reward.score(task.responses(s))))
        .toList();
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
