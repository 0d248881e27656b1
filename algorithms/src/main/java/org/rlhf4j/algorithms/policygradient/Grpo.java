package org.rlhf4j.algorithms.policygradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.Work;
import org.rlhf4j.api.training.AdamWStep;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.Steps;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.api.training.TrainingBatch;
import org.rlhf4j.api.training.UpdateReport;

/** Group relative policy optimisation; {@link GrpoLoss} has the equation and the sources. */
final class Grpo implements Optimizer {

  /** Keeps groups of nearly equal rewards from blowing up; TRL's, the paper has none. */
  private static final double EPSILON = 1e-4;

  private final GrpoOptions options;
  private final GrpoLoss loss;

  Grpo(GrpoOptions options) {
    this.options = options;
    double inLoss = options.klPlacement() == KlPlacement.LOSS ? options.klCoefficient() : 0;
    this.loss = new GrpoLoss(options.clipLow(), options.clipHigh(), inLoss, options.klTimesRatio());
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
    Steps.of(task.log(), "grpo", options.steps(), policy)
        .run(
            step -> {
              List<Episode> episodes =
                  rollouts.episodes(step, options.prompts(), options.answers());
              return learn(policy, episodes, options.optimizer().at(step, options.steps()));
            });
    policy.freeze();
    return policy;
  }

  GrpoStep learn(TrainablePolicy policy, List<Episode> episodes, AdamWStep rule) {
    List<TokenRow> rows = episodes.stream().map(Episode::row).toList();
    List<float[]> old = episodes.stream().map(Episode::logProbs).toList();
    float[][] oldLogProbs = old.toArray(float[][]::new);
    float[][] reference = episodes.stream().map(Episode::referenceLogProbs).toArray(float[][]::new);
    float[] advantages = Groups.narrow(advantages(episodes));
    float[] weights = Groups.narrow(weights(rows));
    TrainingBatch batch = new TrainingBatch(rows, 1, options.decoding().temperature());
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
                      micro.tokens(reference),
                      micro.rows(advantages),
                      micro.rows(weights),
                      micro.mask()),
              rule);
      reports.add(report);
      double[][] logRatios = ClipRatios.tokens(report.outputs(), old);
      clips.add(ClipRatios.of(logRatios, advantages, options.clipLow(), options.clipHigh()));
    }
    return GrpoStep.of(
        episodes, options.answers(), reports, ClipRatios.mean(clips), rule.learningRate());
  }

  /** Each reward less the mean of its group, over the deviation of its group where so chosen. */
  double[] advantages(List<Episode> episodes) {
    double inReward = options.klPlacement() == KlPlacement.REWARD ? options.klCoefficient() : 0;
    double[] rewards =
        episodes.stream().mapToDouble(e -> e.score() - inReward * e.logRatios().sum()).toArray();
    Groups groups = new Groups(rewards, options.answers());
    double[] advantages = groups.lessMean();
    if (options.scaleByStd()) {
      double[] deviations = groups.deviations();
      for (int i = 0; i < advantages.length; i++) {
        advantages[i] /= deviations[i / options.answers()] + EPSILON;
      }
    }
    return advantages;
  }

  private double[] weights(List<TokenRow> rows) {
    int limit = options.decoding().maxNewTokens();
    return rows.stream()
        .mapToDouble(row -> options.denominator().weight(row, rows, limit))
        .toArray();
  }
}
