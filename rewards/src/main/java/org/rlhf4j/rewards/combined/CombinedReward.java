package org.rlhf4j.rewards.combined;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.ScalarModel;

/**
 * A reward made of others.
 *
 * <p>Its network, from which a value model may start, is that of the first member that has one.
 *
 * @param members the others; owned
 * @param combination how their scores become one
 * @param state of the combination
 */
record CombinedReward(Members members, Combination combination, Stateful state)
    implements NeuralRewardModel, Stateful {

  @Override
  public double[] score(List<Response> responses) {
    if (responses.isEmpty()) {
      return new double[0];
    }
    double[] scores = combination.of(responses, members.score(responses));
    for (int i = 0; i < scores.length; i++) {
      if (!Double.isFinite(scores[i])) {
        throw new IllegalStateException(
            "%s together give %s for an answer to prompt %s"
                .formatted(members.names(), scores[i], responses.get(i).prompt().id()));
      }
    }
    return scores;
  }

  @Override
  public boolean changesWhileScoring() {
    return combination.changesWhileScoring() || members.changeWhileScoring();
  }

  @Override
  public Optional<ScalarModel> copyNetwork() {
    return members.copyNetwork();
  }

  @Override
  public void writeState(DataOutput out) throws IOException {
    state.writeState(out);
    members.writeState(out);
  }

  @Override
  public void readState(DataInput in) throws IOException {
    state.readState(in);
    members.readState(in);
  }

  @Override
  public void close() {
    members.close();
  }
}
