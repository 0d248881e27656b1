package org.rlhf4j.runner.fakes;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;

/** Counts "a" once it was fitted, and not before. */
final class FakeFittedReward implements TrainableRewardModel, NeuralRewardModel {
  private @Nullable RewardFit fitted;

  @Override
  public RewardFit fit(RewardTask task) {
    if (fitted != null) {
      throw new IllegalStateException("fitted twice");
    }
    int n = task.preferences().size();
    double mean =
        task.referenceSamples().stream()
            .mapToDouble(r -> Fakes.as(r.answer().text()))
            .average()
            .orElseThrow();
    fitted = new RewardFit(n - 1, 1, 0.5, Double.NaN, mean, 1);
    return fitted;
  }

  @Override
  public void writeFit(DataOutput out) throws IOException {
    Objects.requireNonNull(fitted, "not fitted").write(out);
  }

  @Override
  public RewardFit readFit(RewardTask task, DataInput in) throws IOException {
    fitted = RewardFit.read(in);
    return fitted;
  }

  @Override
  public double[] score(List<Response> responses) {
    if (fitted == null) {
      throw new IllegalStateException("not fitted");
    }
    return responses.stream().mapToDouble(r -> Fakes.as(r.answer().text())).toArray();
  }

  @Override
  public Optional<ScalarModel> copyNetwork() {
    return Optional.of(new FakePolicy.FakeScalarModel());
  }
}
