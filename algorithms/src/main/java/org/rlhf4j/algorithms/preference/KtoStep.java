package org.rlhf4j.algorithms.preference;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One gradient step of {@code kto}. All is as it was before the step.
 *
 * @param loss of the step
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param chosenLogProb mean over pairs
 * @param rejectedLogProb mean over pairs
 * @param chosenReward mean over pairs
 * @param rejectedReward mean over pairs
 * @param margin mean over pairs
 * @param referencePoint z0 of the step
 * @param epoch passes over the data so far
 */
public record KtoStep(
    @Metric(
            name = "loss",
            doc = "mean over examples of weight (1 - value), in [0, greatest weight]")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(name = "logps/chosen", doc = "mean log pi of the whole chosen answer, nats")
        double chosenLogProb,
    @Metric(name = "logps/rejected", doc = "mean log pi of the whole rejected answer, nats")
        double rejectedLogProb,
    @Metric(
            name = "rewards/chosen",
            doc = "mean beta (log pi - log ref) of the whole chosen answer")
        double chosenReward,
    @Metric(
            name = "rewards/rejected",
            doc = "mean beta (log pi - log ref) of the whole rejected answer")
        double rejectedReward,
    @Metric(name = "rewards/margins", doc = "mean of rewards/chosen - rewards/rejected")
        double margin,
    @Metric(
            name = "kl",
            doc =
                "reference point z0: mean log pi - log ref of answers moved to other prompts, at"
                    + " least 0, nats")
        double referencePoint,
    @Metric(name = "epoch", doc = "pairs seen so far / pairs in the data") double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f, margin %.3f", loss, margin);
  }

  /** The step's numbers, in double precision. */
  static KtoStep of(PairReport report, KtoLoss loss) {
    PairReport.Means logProbs = report.means(report::logProb);
    PairReport.Means rewards = report.means(row -> loss.beta() * report.logRatio(row));
    return new KtoStep(
        report.loss(),
        report.gradNorm(),
        report.learningRate(),
        logProbs.chosen(),
        logProbs.rejected(),
        rewards.chosen(),
        rewards.rejected(),
        rewards.margin(),
        loss.referencePoint(),
        report.epoch());
  }
}
