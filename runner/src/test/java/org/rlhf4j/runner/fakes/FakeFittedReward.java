package org.rlhf4j.runner.fakes;

import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardFit;
import org.rlhf4j.api.RewardTask;
import org.rlhf4j.api.TrainableRewardModel;
import org.rlhf4j.api.training.ScalarModel;

/** Counts "a" once it was fitted, and not before. */
final class FakeFittedReward implements TrainableRewardModel {
  private boolean fitted;

  @Override
  public RewardFit fit(RewardTask task) {
    if (fitted) {
      throw new IllegalStateException("fitted twice");
    }
    fitted = true;
    int n = task.preferences().size();
    double mean =
        task.referenceSamples().stream()
            .mapToDouble(r -> Fakes.as(r.answer().text()))
            .average()
            .orElseThrow();
    return new RewardFit(n - 1, 1, 0.5, Double.NaN, mean, 1);
  }

  @Override
  public double[] score(List<Response> responses) {
    if (!fitted) {
      throw new IllegalStateException("not fitted");
    }
    return responses.stream().mapToDouble(r -> Fakes.as(r.answer().text())).toArray();
  }

  @Override
  public Optional<ScalarModel> copyNetwork() {
    return Optional.of(new FakePolicy.FakeScalarModel());
  }
}
