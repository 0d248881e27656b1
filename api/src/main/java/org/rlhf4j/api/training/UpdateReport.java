package org.rlhf4j.api.training;

/**
 * What a gradient step saw.
 *
 * @param loss the batch's loss before the step
 * @param gradNorm Euclidean norm of the whole gradient before clipping
 * @param outputs for each row what the loss saw: log-probabilities of completion tokens, or the
 *     scalar head's outputs
 */
public record UpdateReport(double loss, double gradNorm, float[][] outputs) {

  /** Sum of a row's outputs: the log-probability of its completion. */
  public double sum(int row) {
    double sum = 0;
    for (float x : outputs[row]) {
      sum += x;
    }
    return sum;
  }
}
