package org.rlhf4j.algorithms.preference;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;

/**
 * One gradient step of {@code orpo}. All is as it was before the step.
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
 * @param imitationLoss of the preferred answers
 * @param logOddsRatio mean over pairs, at most 0
 * @param logOddsChosen mean over pairs
 * @param epoch passes over the data so far
 */
public record OrpoStep(
    @Metric(name = "loss", doc = "nll_loss - lambda log_odds_ratio, nats") double loss,
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
    @Metric(name = "rewards/chosen", doc = "mean lambda log pi / tokens of the chosen answer")
        double chosenReward,
    @Metric(name = "rewards/rejected", doc = "mean lambda log pi / tokens of the rejected answer")
        double rejectedReward,
    @Metric(name = "rewards/margins", doc = "mean of rewards/chosen - rewards/rejected")
        double margin,
    @Metric(
            name = "rewards/accuracies",
            doc = "share of pairs whose chosen reward is above the rejected one")
        double accuracy,
    @Metric(
            name = "nll_loss",
            doc = "-sum of log pi over the tokens of the chosen answers / their number, nats")
        double imitationLoss,
    @Metric(
            name = "log_odds_ratio",
            doc = "mean over pairs of log sigmoid(log odds of chosen - log odds of rejected), nats")
        double logOddsRatio,
    @Metric(
            name = "log_odds_chosen",
            doc = "mean over pairs of log odds of chosen - log odds of rejected")
        double logOddsChosen,
    @Metric(name = "epoch", doc = "pairs seen so far / pairs in the data") double epoch)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, accuracy);
  }

  /** The step's numbers, in double precision. */
  static OrpoStep of(PairReport report, double lambda) {
    double nll = 0;
    long tokens = 0;
    double logOddsRatio = 0;
    double logOddsChosen = 0;
    for (int row = 0; row < 2 * report.pairs(); row += 2) {
      nll -= report.logProb(row);
      tokens += report.tokens(row);
      double difference =
          OrpoLoss.logOdds(report.meanLogProb(row)) - OrpoLoss.logOdds(report.meanLogProb(row + 1));
      logOddsChosen += difference / report.pairs();
      logOddsRatio -= softplus(-difference) / report.pairs();
    }
    PairReport.Means logProbs = report.means(report::meanLogProb);
    PairReport.Means rewards = report.means(row -> lambda * report.meanLogProb(row));
    return new OrpoStep(
        report.loss(),
        report.gradNorm(),
        report.learningRate(),
        logProbs.chosen(),
        logProbs.rejected(),
        rewards.chosen(),
        rewards.rejected(),
        rewards.margin(),
        rewards.accuracy(),
        nll / tokens,
        logOddsRatio,
        logOddsChosen,
        report.epoch());
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
