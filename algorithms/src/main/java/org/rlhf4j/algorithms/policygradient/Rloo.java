package org.rlhf4j.algorithms.policygradient;

import java.util.ArrayList;
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

/** REINFORCE with a leave-one-out baseline; {@link RlooLoss} has the equation and the source. */
final class Rloo implements Optimizer {

  private final RlooOptions options;
  private final RlooLoss loss;

  Rloo(RlooOptions options) {
    this.options = options;
    this.loss = new RlooLoss(options.level(), options.clipRatio());
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    long answers = (long) options.steps() * options.prompts() * options.answers();
    return Rollouts.work(answers, options.decoding(), options.iterations());
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    double temperature = options.decoding().temperature();
    Rollouts rollouts = new Rollouts(task, policy, options.decoding(), temperature);
    Steps.of(task.log(), "rloo", options.steps(), policy)
        .run(
            step -> {
              List<Episode> episodes =
                  rollouts.episodes(step, options.prompts(), options.answers());
              return learn(policy, episodes, options.optimizer().at(step, options.steps()));
            });
    policy.freeze();
    return policy;
  }

  private RlooStep learn(TrainablePolicy policy, List<Episode> episodes, AdamWStep rule) {
    float[] advantages = Groups.narrow(advantages(episodes));
    List<float[]> old = episodes.stream().map(Episode::logProbs).toList();
    float[][] oldLogProbs = old.toArray(float[][]::new);
    TrainingBatch batch =
        new TrainingBatch(
            episodes.stream().map(Episode::row).toList(), 1, options.decoding().temperature());
    double denominator =
        options.level() == RlooLevel.SEQUENCE ? episodes.size() : batch.completionTokens();
    List<UpdateReport> reports = new ArrayList<>();
    List<ClipRatios> clips = new ArrayList<>();
    for (int i = 0; i < options.iterations(); i++) {
      UpdateReport report =
          policy.update(
              batch,
              micro ->
                  loss.of(
                      micro.outputs(),
                      micro.tokens(oldLogProbs),
                      micro.rows(advantages),
                      micro.mask(),
                      denominator),
              rule);
      reports.add(report);
      double[][] logRatios = actions(ClipRatios.tokens(report.outputs(), old));
      clips.add(ClipRatios.of(logRatios, advantages, options.clipRatio(), options.clipRatio()));
    }
    return RlooStep.of(
        AnswerStats.of(episodes, options.answers()),
        reports,
        ClipRatios.mean(clips),
        rule.learningRate());
  }

  /** Rewards with the KL penalty, each less the mean of the other answers to its prompt. */
  double[] advantages(List<Episode> episodes) {
    double[] rewards =
        episodes.stream()
            .mapToDouble(e -> e.score() - options.klCoefficient() * e.logRatios().sum())
            .toArray();
    return new Groups(rewards, options.answers()).lessMeanOfOthers();
  }

  private double[][] actions(double[][] tokens) {
    return options.level() == RlooLevel.TOKEN
        ? tokens
        : Arrays.stream(tokens)
            .map(row -> new double[] {Arrays.stream(row).sum()})
            .toArray(double[][]::new);
  }
}
