package org.rlhf4j.api.pairs;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.api.plugin.Metric;
import org.rlhf4j.api.training.StepMetrics;
import org.rlhf4j.api.training.UpdateReport;

/**
 * What a gradient step on pairs saw, and the metrics that follow from it. All numbers are those
 * before the step, added up in double precision.
 *
 * @param update loss, gradient norm and log-probabilities of rows 2i (chosen) and 2i + 1 (rejected)
 * @param reference log-probabilities of the reference, same shape; null for methods without one
 * @param learningRate of the step
 * @param epoch passes over the data after the step
 */
public record PairReport(
    UpdateReport update, float @Nullable [][] reference, double learningRate, double epoch) {

  /**
   * The metrics that every method on pairs has; they are NaN where there were no pairs.
   *
   * @param gradNorm before clipping
   * @param learningRate of the step
   * @param chosenLogProb mean over pairs
   * @param rejectedLogProb mean over pairs
   * @param chosenReward mean over pairs
   * @param rejectedReward mean over pairs
   * @param margin mean over pairs
   * @param accuracy share of pairs
   */
  public record Metrics(
      @Metric(name = "grad_norm", doc = "Euclidean norm of the gradient before clipping")
          double gradNorm,
      @Metric(name = "learning_rate", doc = "learning rate of this step") double learningRate,
      @Metric(
              name = "logps/chosen",
              doc = "mean log pi of the chosen answers, nats; per token for simpo and orpo")
          double chosenLogProb,
      @Metric(
              name = "logps/rejected",
              doc = "mean log pi of the rejected answers, nats; per token for simpo and orpo")
          double rejectedLogProb,
      @Metric(
              name = "rewards/chosen",
              doc =
                  "mean implicit reward of the chosen answers: beta (log pi - log ref) of the whole"
                      + " answer; beta log pi / tokens for simpo, lambda log pi / tokens for orpo")
          double chosenReward,
      @Metric(name = "rewards/rejected", doc = "mean implicit reward of the rejected answers")
          double rejectedReward,
      @Metric(name = "rewards/margins", doc = "mean of rewards/chosen - rewards/rejected")
          double margin,
      @Metric(
              name = "rewards/accuracies",
              doc = "share of pairs whose chosen reward is above the rejected one")
          double accuracy) {}

  /**
   * A step of a method that logs nothing else.
   *
   * @param loss of the step
   * @param pairs what every method on pairs logs
   * @param epoch passes over the data so far
   */
  public record Step(
      @Metric(name = "loss", doc = "mean over pairs of the method's loss, nats") double loss,
      Metrics pairs,
      @Metric(name = "epoch", doc = "pairs seen so far / pairs in the data") double epoch)
      implements StepMetrics {

    @Override
    public String brief() {
      return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f", loss, pairs.accuracy());
    }
  }

  /** The report of a step that had no pairs and so changed nothing. */
  static PairReport ofNoPairs(double learningRate, double epoch) {
    UpdateReport nothing = new UpdateReport(Double.NaN, Double.NaN, new float[0][]);
    return new PairReport(nothing, new float[0][], learningRate, epoch);
  }

  /**
   * The record of a step for the log.
   *
   * @param scale how log-probabilities are logged
   * @param reward the method's implicit reward of a row
   */
  public Step step(Scale scale, IntToDoubleFunction reward) {
    return new Step(loss(), metrics(scale, reward), epoch);
  }

  /** The part of a step's record that all methods on pairs have; parameters as in {@link #step}. */
  public Metrics metrics(Scale scale, IntToDoubleFunction reward) {
    double pairs = pairs();
    double chosenLogProb = 0;
    double rejectedLogProb = 0;
    double chosenReward = 0;
    double rejectedReward = 0;
    double correct = 0;
    for (int w = 0; w < 2 * pairs; w += 2) {
      int l = w + 1;
      chosenLogProb += logProb(w, scale);
      rejectedLogProb += logProb(l, scale);
      double rewardOfW = reward.applyAsDouble(w);
      double rewardOfL = reward.applyAsDouble(l);
      chosenReward += rewardOfW;
      rejectedReward += rewardOfL;
      correct += rewardOfW > rewardOfL ? 1 : 0;
    }
    return new Metrics(
        update.gradNorm(),
        learningRate,
        chosenLogProb / pairs,
        rejectedLogProb / pairs,
        chosenReward / pairs,
        rejectedReward / pairs,
        chosenReward / pairs - rejectedReward / pairs,
        correct / pairs);
  }

  /** The step's loss; NaN if there were no pairs. */
  public double loss() {
    return update.loss();
  }

  /** How many pairs the step saw. */
  public int pairs() {
    return update.outputs().length / 2;
  }

  /** Tokens of a row's answer. */
  public int tokens(int row) {
    return update.outputs()[row].length;
  }

  /** log pi of a row's answer, in nats. */
  public double logProb(int row, Scale scale) {
    return scale == Scale.SUM ? update.sum(row) : update.sum(row) / tokens(row);
  }

  /**
   * log pi - log ref of a row's whole answer, in nats.
   *
   * @throws IllegalStateException if the method trains without a reference
   */
  public double logRatio(int row) {
    if (reference == null) {
      throw new IllegalStateException("this method has no reference");
    }
    return logRatio(update.outputs()[row], reference[row]);
  }

  /** Sum over tokens of log pi - log ref. */
  public static double logRatio(float[] policy, float[] reference) {
    double sum = 0;
    for (int t = 0; t < policy.length; t++) {
      sum += (double) policy[t] - reference[t];
    }
    return sum;
  }
}
