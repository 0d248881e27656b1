package org.rlhf4j.runner.bench;

import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.Readout;
import org.rlhf4j.api.training.ScalarModel;

/** A reward network as it comes, with a random head: it costs what a trained one costs. */
record NetworkReward(ScalarModel network, Policy encoder, Phases phases)
    implements NeuralRewardModel {
  @Override
  public double[] score(List<Response> responses) {
    return phases.time("reward", () -> read(responses));
  }

  private double[] read(List<Response> responses) {
    List<TokenRow> rows =
        responses.stream().map(r -> encoder.encode(r.prompt(), r.answer())).toList();
    float[][] read = network.read(rows, Readout.LAST_TOKEN);
    double[] scores = new double[read.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = read[i][0];
    }
    return scores;
  }

  @Override
  public Optional<ScalarModel> copyNetwork() {
    return Optional.of(new TimedScalarModel(network.copy(), phases));
  }

  @Override
  public void close() {
    network.close();
  }
}
