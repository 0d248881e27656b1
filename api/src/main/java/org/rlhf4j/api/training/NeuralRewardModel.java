package org.rlhf4j.api.training;

import java.util.Optional;
import org.rlhf4j.api.RewardModel;

/**
 * A reward with a network behind it, from which a value model may start (InstructGPT and AlpacaFarm
 * do so).
 */
public interface NeuralRewardModel extends RewardModel {

  /**
   * A copy of the network, which the caller owns. Its output at the last token of an answer is the
   * answer's score, any shift or scale of scores included; of a reward made of several, the score
   * by one of them. Empty for a combination of rewards none of which has a network.
   *
   * @throws IllegalStateException if the network has yet to be trained
   */
  Optional<ScalarModel> copyNetwork();

  /** A copy of the network behind a reward, which the caller owns; empty where there is none. */
  static Optional<ScalarModel> copyNetwork(RewardModel reward) {
    return reward instanceof NeuralRewardModel neural ? neural.copyNetwork() : Optional.empty();
  }
}
