package org.rlhf4j.algorithms.policygradient;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** REINFORCE; {@link ReinforceLoss} has the equation and the source. */
final class Reinforce implements Optimizer {

  private final ReinforceOptions options;
  private final ReinforceLoss loss = new ReinforceLoss();

  Reinforce(ReinforceOptions options) {
    this.options = options;
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    long answers = (long) options.steps() * options.rollouts();
    return Rollouts.work(answers, options.decoding(), /* passes= */ 1);
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    double temperature = options.decoding().temperature();
    Rollouts rollouts = new Rollouts(task, policy, options.decoding(), temperature);
    MovingAverage average = new MovingAverage(options.baselineDecay());
    Steps.of(task.log(), "reinforce", options.steps(), policy, average)
        .run(
            step -> {
              List<Episode> episodes = rollouts.episodes(step, options.rollouts(), 1);
              AdamWStep rule = options.optimizer().at(step, options.steps());
              return learn(policy, episodes, average, rule);
            });
    policy.freeze();
    return policy;
  }

  private ReinforceStep learn(
      TrainablePolicy policy, List<Episode> episodes, MovingAverage average, AdamWStep rule) {
    double[] rewards =
        episodes.stream()
            .mapToDouble(e -> e.score() - options.klCoefficient() * e.logRatios().sum())
            .toArray();
    double baseline = baseline(rewards, average);
    average.add(Groups.mean(rewards));
    float[] advantages = Groups.narrow(Arrays.stream(rewards).map(r -> r - baseline).toArray());
    TrainingBatch batch =
        new TrainingBatch(
            episodes.stream().map(Episode::row).toList(), 1, options.decoding().temperature());
    UpdateReport report =
        policy.update(
            batch,
            micro ->
                loss.of(micro.outputs(), micro.rows(advantages), micro.mask(), episodes.size()),
            rule);
    return ReinforceStep.of(AnswerStats.of(episodes, 1), baseline, report, rule.learningRate());
  }

  double baseline(double[] rewards, MovingAverage average) {
    return switch (options.baseline()) {
      case NONE -> 0;
      case BATCH_MEAN -> Groups.mean(rewards);
      case MOVING_AVERAGE -> average.or(Groups.mean(rewards));
    };
  }
}
