package org.rlhf4j.rewards.combined;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;

/**
 * The rewards behind a reward, which owns them.
 *
 * @param rewards in the order of the spec
 * @param names for each what people call it
 */
record Members(List<RewardModel> rewards, List<String> names) implements Stateful, AutoCloseable {

  private static final Stateful STATELESS =
      new Stateful() {
        @Override
        public void writeState(DataOutput out) {}

        @Override
        public void readState(DataInput in) {}
      };

  Members {
    rewards = List.copyOf(rewards);
    names = List.copyOf(names);
  }

  /** Makes all of them, or none. */
  static Members create(List<Part<RewardModel>> parts, PluginContext context) {
    List<RewardModel> made = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try {
      for (Part<RewardModel> part : parts) {
        made.add(context.create(part));
        names.add(part.plugin().id());
      }
      return new Members(made, names);
    } catch (RuntimeException e) {
      made.forEach(RewardModel::close);
      throw e;
    }
  }

  /**
   * A reward of these members, which must be fitted where one of them must be.
   *
   * @param state of the combination, beside that of the members
   */
  RewardModel combined(Combination combination, Stateful state) {
    CombinedReward reward = new CombinedReward(this, combination, state);
    return trainable().isEmpty() ? reward : new TrainableCombinedReward(reward);
  }

  /** The same for a combination without a state. */
  RewardModel combined(Combination combination) {
    return combined(combination, STATELESS);
  }

  List<TrainableRewardModel> trainable() {
    return rewards.stream()
        .filter(TrainableRewardModel.class::isInstance)
        .map(TrainableRewardModel.class::cast)
        .toList();
  }

  /**
   * For each reward its scores.
   *
   * @throws IllegalStateException if a reward does not keep its contract
   */
  double[][] score(List<Response> responses) {
    double[][] scores = new double[rewards.size()][];
    for (int m = 0; m < scores.length; m++) {
      scores[m] = rewards.get(m).score(responses);
      if (scores[m].length != responses.size()) {
        throw new IllegalStateException(
            "the reward \"%s\" gave %d scores for %d responses"
                .formatted(names.get(m), scores[m].length, responses.size()));
      }
      for (int i = 0; i < scores[m].length; i++) {
        if (!Double.isFinite(scores[m][i])) {
          throw new IllegalStateException(
              "the reward \"%s\" gave %s for an answer to prompt %s"
                  .formatted(names.get(m), scores[m][i], responses.get(i).prompt().id()));
        }
      }
    }
    return scores;
  }

  /** Whether the scores of any of them depend on what it scored before. */
  boolean changeWhileScoring() {
    return rewards.stream().anyMatch(RewardModel::changesWhileScoring);
  }

  /** That of the first reward that has one. */
  Optional<ScalarModel> copyNetwork() {
    return rewards.stream()
        .flatMap(reward -> NeuralRewardModel.copyNetwork(reward).stream())
        .findFirst();
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    for (RewardModel reward : rewards) {
      for (Stateful state : reward.states()) {
        state.writeState(out);
      }
    }
  }

  @Override
  public void readState(DataInput in) throws IOException {
    for (RewardModel reward : rewards) {
      for (Stateful state : reward.states()) {
        state.readState(in);
      }
    }
  }

  @Override
  public void close() {
    rewards.forEach(RewardModel::close);
  }

  /** A part that the options must have. */
  static Part<RewardModel> required(String plugin, @Nullable Part<RewardModel> part) {
    if (part == null) {
      throw new UserException(
          plugin + ": reward is missing; give one, such as {\"id\": \"pairwise\"}");
    }
    return part;
  }
}
