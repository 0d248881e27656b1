package org.rlhf4j.algorithms.preference;

import java.util.Locale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * One gradient step of direct preference optimisation. All is as it was before the step.
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
public record DpoStep(
    @Metric(
            name = "loss",
            doc = "mean over pairs of -log sigmoid(reward of chosen - reward of rejected), nats")
        double loss,
    @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
        double gradNorm,
    @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
    @Metric(name = "logps/chosen", doc = "mean log pi of the whole chosen answer, nats")
        double chosenLogProb,
    @Metric(name = "logps/rejected", doc = "mean log pi of the whole rejected answer, nats")
        double rejectedLogProb,
    @Metric(name = "rewards/chosen", doc = "mean beta (log pi - log ref) of the chosen answer")
        double chosenReward,
    @Metric(name = "rewards/rejected", doc = "mean beta (log pi - log ref) of the rejected answer")
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

  /**
   * The step's numbers, in double precision.
   *
   * @param report log-probabilities of rows 2i (chosen) and 2i + 1 (rejected)
   * @param reference those of the reference, same shape
   */
  static DpoStep of(
      UpdateReport report, float[][] reference, double beta, double learningRate, double epoch) {
    int pairs = reference.length / 2;
    double[] logProbs = new double[2];
    double[] rewards = new double[2];
    double correct = 0;
    for (int pair = 0; pair < pairs; pair++) {
      double[] reward = new double[2];
      for (int side = 0; side < 2; side++) {
        int row = 2 * pair + side;
        reward[side] = beta * logRatio(report.outputs()[row], reference[row]);
        logProbs[side] += report.sum(row) / pairs;
        rewards[side] += reward[side] / pairs;
      }
      correct += reward[0] > reward[1] ? 1 : 0;
    }
    return new DpoStep(
        report.loss(),
        report.gradNorm(),
        learningRate,
        logProbs[0],
        logProbs[1],
        rewards[0],
        rewards[1],
        rewards[0] - rewards[1],
        correct / pairs,
        epoch);
  }

  private static double logRatio(float[] policy, float[] reference) {
    double sum = 0;
    for (int t = 0; t < policy.length; t++) {
      sum += (double) policy[t] - reference[t];
    }
    return sum;
  }
}
