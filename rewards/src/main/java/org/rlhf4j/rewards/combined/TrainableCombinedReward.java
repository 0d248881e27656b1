package org.rlhf4j.rewards.combined;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.NeuralRewardModel;
import org.rlhf4j.api.training.RewardFit;
import org.rlhf4j.api.training.RewardTask;
import org.rlhf4j.api.training.ScalarModel;
import org.rlhf4j.api.training.TrainableRewardModel;

/**
 * A reward made of others of which some must be fitted. Each is fitted to the same feedback with a
 * random stream of its own, by its place; where the reward has one member, with the task's own
 * stream, so that what is wrapped is fitted as if it were not.
 */
final class TrainableCombinedReward implements TrainableRewardModel, NeuralRewardModel {

  private final CombinedReward combined;
  private @Nullable RewardFit fit;

  TrainableCombinedReward(CombinedReward combined) {
    this.combined = combined;
  }

  @Override
  public RewardFit fit(RewardTask task) {
    requireUnfitted();
    List<RewardModel> rewards = combined.members().rewards();
    MemberLog log = new MemberLog(task.log());
    List<RewardFit> fits = new ArrayList<>();
    for (int m = 0; m < rewards.size(); m++) {
      if (rewards.get(m) instanceof TrainableRewardModel trainable) {
        if (rewards.size() > 1) {
          log.next(
              "reward %d of %d: %s"
                  .formatted(m + 1, rewards.size(), combined.members().names().get(m)));
        }
        fits.add(trainable.fit(taskOf(m, task, log)));
      }
    }
    fit = rewards.size() == 1 ? fits.get(0) : together(fits);
    return fit;
  }

  @Override
  public void check(int preferences, int referenceSamples) {
    combined.members().trainable().forEach(m -> m.check(preferences, referenceSamples));
  }

  @Override
  public List<Work> work(int preferences, int referenceSamples, int maxNewTokens) {
    return combined.members().trainable().stream()
        .flatMap(m -> m.work(preferences, referenceSamples, maxNewTokens).stream())
        .toList();
  }

  private RewardTask taskOf(int member, RewardTask task, RunLog log) {
    boolean single = combined.members().rewards().size() == 1;
    RandomStream random = single ? task.random() : task.random().child("member").child(member);
    return new RewardTask(
        task.start(),
        task.preferences(),
        task.referenceSamples(),
        random,
        single ? task.log() : log);
  }

  /**
   * What fits of several members say together: means. The held-out pairs of the members overlap, so
   * the mean of their standard errors is what the standard error of the mean is at most.
   */
  private static RewardFit together(List<RewardFit> fits) {
    return new RewardFit(
        fits.stream().mapToInt(RewardFit::trainPairs).min().orElseThrow(),
        fits.stream().mapToInt(RewardFit::heldOutPairs).min().orElseThrow(),
        mean(fits, RewardFit::heldOutAccuracy),
        mean(fits, RewardFit::standardError),
        mean(fits, RewardFit::referenceMean),
        mean(fits, RewardFit::referenceStandardDeviation));
  }

  private static double mean(List<RewardFit> fits, ToDoubleFunction<RewardFit> number) {
    return Sample.of(fits.stream().mapToDouble(number).toArray()).mean();
  }

  @Override
  public void writeFit(DataOutput out) throws IOException {
    requireFitted().write(out);
    for (TrainableRewardModel member : combined.members().trainable()) {
      member.writeFit(out);
    }
  }

  @Override
  public RewardFit readFit(RewardTask task, DataInput in) throws IOException {
    requireUnfitted();
    RewardFit read = RewardFit.read(in);
    List<RewardModel> rewards = combined.members().rewards();
    for (int m = 0; m < rewards.size(); m++) {
      if (rewards.get(m) instanceof TrainableRewardModel trainable) {
        trainable.readFit(taskOf(m, task, task.log()), in);
      }
    }
    fit = read;
    return read;
  }

  @Override
  public double[] score(List<Response> responses) {
    requireFitted();
    return combined.score(responses);
  }

  @Override
  public List<Stateful> states() {
    return combined.states();
  }

  @Override
  public boolean changesWhileScoring() {
    return combined.changesWhileScoring();
  }

  @Override
  public Optional<ScalarModel> copyNetwork() {
    requireFitted();
    return combined.copyNetwork();
  }

  private void requireUnfitted() {
    if (fit != null) {
      throw new IllegalStateException("this reward model was fitted already");
    }
  }

  private RewardFit requireFitted() {
    if (fit == null) {
      throw new IllegalStateException(
          combined.members().names() + " score only after fit(RewardTask)");
    }
    return fit;
  }

  @Override
  public void close() {
    combined.close();
  }
}
