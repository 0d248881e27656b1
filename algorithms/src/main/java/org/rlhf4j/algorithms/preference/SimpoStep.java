package org.rlhf4j.algorithms.preference;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One gradient step of {@code simpo}. All is as it was before the step.
 *
 * @param loss of the step
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param chosenLogProb mean over pairs
 * @param rejectedLogProb mean over pairs
 * @param chosenReward mean over pairs
 * @param rejectedReward mean over pairs
 * @param margin mean over pairs
 * @param accuracy mean over pairs
 * @param epoch passes over the data so far
 */
public record SimpoStep(
    @Metric(
            name = "loss",
            doc =
                "mean over pairs of -log sigmoid(reward of chosen - reward of rejected - gamma),"
                    + " nats")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(
            name = "logps/chosen",
            doc = "mean log pi of the chosen answer / its tokens, nats a token")
        double chosenLogProb,
    @Metric(
            name = "logps/rejected",
            doc = "mean log pi of the rejected answer / its tokens, nats a token")
        double rejectedLogProb,
    @Metric(name = "rewards/chosen", doc = "mean beta log pi / tokens of the chosen answer")
        double chosenReward,
    @Metric(name = "rewards/rejected", doc = "mean beta log pi / tokens of the rejected answer")
        double rejectedReward,
    @Metric(name = "rewards/margins", doc = "mean of rewards/chosen - rewards/rejected")
        double margin,
    @Metric(
            name = "rewards/accuracies",
            doc = "share of pairs whose chosen reward is above the rejected one")
        double accuracy,
    @Metric(name = "epoch", doc = "pairs seen so far / pairs in the data") double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, accuracy);
  }

  /** The step's numbers, in double precision. */
  static SimpoStep of(PairReport report, double beta) {
    PairReport.Means logProbs = report.means(report::meanLogProb);
    PairReport.Means rewards = report.means(row -> beta * report.meanLogProb(row));
    return new SimpoStep(
        report.loss(),
        report.gradNorm(),
        report.learningRate(),
        logProbs.chosen(),
        logProbs.rejected(),
        rewards.chosen(),
        rewards.rejected(),
        rewards.margin(),
        rewards.accuracy(),
        report.epoch());
  }
}
