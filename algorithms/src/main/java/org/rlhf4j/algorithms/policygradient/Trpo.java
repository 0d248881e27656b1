package org.rlhf4j.algorithms.policygradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rlhf4j.algorithms.KeptState;
import org.rlhf4j.algorithms.rollout.Episode;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Likelihood;
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

/**
 * A trust region held by a line search; {@link TrpoPlugin} says what it shares with TRPO and what
 * not, {@link TrpoLoss} has the equation.
 */
final class Trpo implements Optimizer {

  private final TrpoOptions options;
  private final double temperature;
  private final TrpoLoss loss = new TrpoLoss();

  Trpo(TrpoOptions options) {
    this.options = options;
    this.temperature = options.decoding().temperature();
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.PROMPTS, Need.REWARD);
  }

  @Override
  public List<Work> work(Work.Amounts amounts) {
    long answers = (long) options.steps() * options.prompts() * options.answers();
    List<Work> work = new ArrayList<>(Rollouts.work(answers, options.decoding(), 1));
    // the first try of each step is read again; halved tries are not foreseen
    work.add(Work.onOwn(Work.Kind.READ, answers, options.decoding().maxNewTokens()));
    return work;
  }

  @Override
  public Policy optimize(OptimizationTask task) {
    TrainablePolicy policy = task.start();
    Rollouts rollouts = new Rollouts(task, policy, options.decoding(), temperature);
    Steps.of(task.log(), "trpo", options.steps(), policy)
        .run(
            step -> {
              List<Episode> episodes =
                  rollouts.episodes(step, options.prompts(), options.answers());
              return learn(policy, episodes, options.optimizer().at(step, options.steps()));
            });
    policy.freeze();
    return policy;
  }

  /** Tries ever shorter steps from the same point until one stays in the trust region. */
  private TrpoStep learn(TrainablePolicy policy, List<Episode> episodes, AdamWStep longest) {
    float[] advantages = Groups.narrow(advantages(episodes));
    List<float[]> old = episodes.stream().map(Episode::logProbs).toList();
    TrainingBatch batch =
        new TrainingBatch(episodes.stream().map(Episode::row).toList(), 1, temperature);
    try (KeptState start = KeptState.of(policy)) {
      AdamWStep rule = longest;
      for (int halved = 0; ; halved++) {
        UpdateReport report = update(policy, batch, old.toArray(float[][]::new), advantages, rule);
        TrustRegion before = TrustRegion.of(ClipRatios.tokens(report.outputs(), old), advantages);
        TrustRegion after =
            TrustRegion.of(ClipRatios.tokens(logProbs(policy, batch.rows()), old), advantages);
        boolean accepted = after.accepts(options.maxKl(), before.loss());
        if (!accepted) {
          start.restore(policy);
        }
        if (accepted || halved == options.backtracks()) {
          return TrpoStep.of(
              AnswerStats.of(episodes, options.answers()),
              report,
              accepted ? after : new TrustRegion(0, before.loss()),
              halved,
              accepted ? rule.learningRate() : 0);
        }
        rule = halved(rule);
      }
    }
  }

  private UpdateReport update(
      TrainablePolicy policy,
      TrainingBatch batch,
      float[][] old,
      float[] advantages,
      AdamWStep rule) {
    long tokens = batch.completionTokens();
    return policy.update(
        batch,
        micro ->
            loss.of(
                micro.outputs(), micro.tokens(old), micro.rows(advantages), micro.mask(), tokens),
        rule);
  }

  private float[][] logProbs(Likelihood policy, List<TokenRow> rows) {
    return policy.logProbs(rows, temperature).toArray(float[][]::new);
  }

  private double[] advantages(List<Episode> episodes) {
    double[] rewards =
        episodes.stream()
            .mapToDouble(e -> e.score() - options.klCoefficient() * e.logRatios().sum())
            .toArray();
    return new Groups(rewards, options.answers()).lessMeanOfOthers();
  }

  private static AdamWStep halved(AdamWStep rule) {
    return new AdamWStep(
        rule.learningRate() / 2,
        rule.beta1(),
        rule.beta2(),
        rule.epsilon(),
        rule.weightDecay(),
        rule.maxGradNorm());
  }
}
