package org.rlhf4j.algorithms.preference;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One step of {@code online-dpo}. All is as it was before the gradient step; means over pairs are
 * NaN where no pair was labelled.
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
 * @param kl mean over answers
 * @param ended share of answers
 * @param labelledPairs pairs that the step learned from
 * @param epoch passes over the prompts so far
 */
public record OnlineDpoStep(
    @Metric(
            name = "loss",
            doc =
                "mean over labelled pairs of -log sigmoid(reward of chosen - reward of rejected),"
                    + " nats")
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
            name = "rewards/accuracies",
            doc = "share of pairs whose chosen reward is above the rejected one")
        double accuracy,
    @Metric(
            name = "objective/kl",
            doc = "mean over the step's answers of log pi - log ref: estimates KL(pi || ref), nats")
        double kl,
    @Metric(
            name = "val/contain_eos_token",
            doc = "share of the step's answers that ended by themselves")
        double ended,
    @Metric(
            name = "labelled_pairs",
            doc = "pairs of different answers of which one was preferred, out of the step's pairs")
        int labelledPairs,
    @Metric(name = "epoch", doc = "prompts answered so far / prompts in the data") double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, accuracy);
  }

  /** The step's numbers, in double precision. */
  static OnlineDpoStep of(PairReport report, double beta, double kl, double ended) {
    PairReport.Means logProbs = report.means(report::logProb);
    PairReport.Means rewards = report.means(row -> beta * report.logRatio(row));
    return new OnlineDpoStep(
        report.loss(),
        report.gradNorm(),
        report.learningRate(),
        logProbs.chosen(),
        logProbs.rejected(),
        rewards.chosen(),
        rewards.rejected(),
        rewards.margin(),
        rewards.accuracy(),
        kl,
        ended,
        report.pairs(),
        report.epoch());
  }
}
