package org.rlhf4j.rewards;

import java.util.Locale;
import java.util.stream.IntStream;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * What one step of {@code pairwise} logs. Scores are those before the step and before
 * normalisation.
 *
 * @param loss see {@link BradleyTerryLoss}
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param accuracy share of pairs in order
 * @param margin mean difference of scores
 * @param meanReward over both answers of all pairs
 * @param minReward the lowest of them
 * @param maxReward the highest of them
 * @param epoch passes over the training pairs so far
 */
public record PairwiseStep(
    @Metric(
            name = "loss",
            doc = "mean of -log sigmoid(r_chosen - r_rejected) over the step's pairs, nats")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of the step") double learningRate,
    @Metric(
            name = "accuracy",
            doc = "share of pairs with r_chosen > r_rejected; equal scores count half")
        double accuracy,
    @Metric(name = "margin", doc = "mean of r_chosen - r_rejected") double margin,
    @Metric(name = "mean_reward", doc = "mean score of both answers of all pairs")
        double meanReward,
    @Metric(name = "min_reward", doc = "lowest score") double minReward,
    @Metric(name = "max_reward", doc = "highest score") double maxReward,
    @Metric(name = "epoch", doc = "training pairs seen so far, as a multiple of all") double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f", loss);
  }

  /** Summarises an update whose rows are preferred and rejected answers in turn. */
  static PairwiseStep of(UpdateReport report, double learningRate, double epoch) {
    double[] scores =
        IntStream.range(0, report.outputs().length).mapToDouble(report::sum).toArray();
    double accuracy = 0;
    double margin = 0;
    int pairs = scores.length / 2;
    for (int i = 0; i < pairs; i++) {
      accuracy += PairwiseReward.agreement(scores[2 * i], scores[2 * i + 1]) / pairs;
      margin += (scores[2 * i] - scores[2 * i + 1]) / pairs;
    }
    var summary = IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).summaryStatistics();
    return new PairwiseStep(
        report.loss(),
        report.gradNorm(),
        learningRate,
        accuracy,
        margin,
        summary.getAverage(),
        summary.getMin(),
        summary.getMax(),
        epoch);
  }
}
