package org.rlhf4j.algorithms.preference;

import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.training.UpdateReport;

/**
 * What a gradient step on pairs saw, for its metrics. All numbers are as they were before the step,
 * and added up in double precision.
 *
 * @param update loss, gradient norm and log-probabilities of rows 2i (chosen) and 2i + 1 (rejected)
 * @param reference log-probabilities of the reference, same shape, or null
 * @param learningRate of the step
 * @param epoch passes over the data so far
 */
record PairReport(
    UpdateReport update, float @Nullable [][] reference, double learningRate, double epoch) {

  /**
   * Means over pairs.
   *
   * @param chosen of the preferred answers
   * @param rejected of the rejected answers
   * @param accuracy share of pairs whose preferred answer has the greater number
   */
  record Means(double chosen, double rejected, double accuracy) {

    double margin() {
      return chosen - rejected;
    }
  }

  /** The report of a step that had no pairs and so changed nothing. */
  static PairReport ofNoPairs(double learningRate, double epoch) {
    UpdateReport nothing = new UpdateReport(Double.NaN, Double.NaN, new float[0][]);
    return new PairReport(nothing, new float[0][], learningRate, epoch);
  }

  double loss() {
    return update.loss();
  }

  double gradNorm() {
    return update.gradNorm();
  }

  int pairs() {
    return update.outputs().length / 2;
  }

  /** Means of a number that every row has; NaN where there are no pairs. */
  Means means(IntToDoubleFunction ofRow) {
    double chosen = 0;
    double rejected = 0;
    double correct = 0;
    for (int pair = 0; pair < pairs(); pair++) {
      double w = ofRow.applyAsDouble(2 * pair);
      double l = ofRow.applyAsDouble(2 * pair + 1);
      chosen += w;
      rejected += l;
      correct += w > l ? 1 : 0;
    }
    return new Means(chosen / pairs(), rejected / pairs(), correct / pairs());
  }

  /** log pi of a row's whole answer. */
  double logProb(int row) {
    return update.sum(row);
  }

  /** The same divided by the tokens of the answer. */
  double meanLogProb(int row) {
    return update.sum(row) / tokens(row);
  }

  int tokens(int row) {
    return update.outputs()[row].length;
  }

  /** log pi - log ref of a row's whole answer. */
  double logRatio(int row) {
    if (reference == null) {
      throw new IllegalStateException("this method has no reference");
    }
    return logRatio(update.outputs()[row], reference[row]);
  }

  /** Sum over tokens of log pi - log ref. */
  static double logRatio(float[] policy, float[] reference) {
    double sum = 0;
    for (int t = 0; t < policy.length; t++) {
      sum += (double) policy[t] - reference[t];
    }
    return sum;
  }
}
