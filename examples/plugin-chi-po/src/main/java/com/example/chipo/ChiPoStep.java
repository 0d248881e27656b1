package com.example.chipo;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * One gradient step; all is as it was before it.
 *
 * @param loss of the step
 * @param gradNorm before clipping
 * @param learningRate of this step
 * @param chosenLogRatio mean over pairs
 * @param rejectedLogRatio mean over pairs
 * @param margin mean over pairs
 * @param accuracy share of pairs
 */
public record ChiPoStep(
    @Metric(name = "loss", doc = "mean over pairs of the method's loss, nats") double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(
            name = "log_ratio/chosen",
            doc = "mean log pi - log ref of the whole chosen answer, nats")
        double chosenLogRatio,
    @Metric(
            name = "log_ratio/rejected",
            doc = "mean log pi - log ref of the whole rejected answer, nats")
        double rejectedLogRatio,
    @Metric(
            name = "rewards/margins",
            doc = "mean of beta (phi(chosen) - phi(rejected)), before it is clipped")
        double margin,
    @Metric(
            name = "rewards/accuracies",
            doc = "share of pairs whose chosen reward is above the rejected one")
        double accuracy)
    implements StepMetrics {

  @Override
  public String brief() {
    return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, accuracy);
  }

  /** The step's numbers, in double precision. */
  static ChiPoStep of(UpdateReport report, ChiPoLoss loss, double learningRate) {
    double chosen = 0;
    double rejected = 0;
    double margin = 0;
    double right = 0;
    for (int pair = 0; pair < loss.pairs(); pair++) {
      double w = logRatio(report, loss, 2 * pair);
      double l = logRatio(report, loss, 2 * pair + 1);
      chosen += w / loss.pairs();
      rejected += l / loss.pairs();
      margin += loss.beta() * (Math.exp(w) + w - Math.exp(l) - l) / loss.pairs();
      right += w > l ? 1.0 / loss.pairs() : 0;
    }
    return new ChiPoStep(
        report.loss(), report.gradNorm(), learningRate, chosen, rejected, margin, right);
  }

  private static double logRatio(UpdateReport report, ChiPoLoss loss, int row) {
    double sum = 0;
    float[] policy = report.outputs()[row];
    for (int t = 0; t < policy.length; t++) {
      sum += (double) policy[t] - loss.reference()[row][t];
    }
    return sum;
  }
}
