package org.rlhf4j.api.evaluation;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.Answer;

/**
 * A policy at one step of its training: one answer to each prompt that it was asked, and what was
 * measured of it. The mean over prompts estimates what the policy does; its standard error is that
 * of independent prompts.
 *
 * @param step how many steps were done, counted through all loops of the method; 0 before the first
 * @param answers one a prompt, in the order of the evaluation prompts, of which they are the first
 * @param kl sum over the answer's tokens of log pi - log start, nats: the estimator k1, unbiased
 *     for KL(pi || start) of answers up to the limit on their length
 * @param proxy score of the run's own reward; NaN where there is none yet
 * @param gold score of the gold reward; NaN where there is none
 * @param length in tokens, end-of-sequence included
 * @param entropy -log pi of the answer, nats: unbiased for the entropy of the policy's answers
 * @param wins what a judge prefers the answer by to that of the first point, both orders averaged,
 *     %: 50 at the first point itself; NaN where there is no judge or no usable verdict
 */
public record TrajectoryPoint(
    int step,
    List<Answer> answers,
    double[] kl,
    double[] proxy,
    double[] gold,
    double[] length,
    double[] entropy,
    double[] wins) {

  public TrajectoryPoint {
    answers = List.copyOf(answers);
    for (double[] numbers : List.of(kl, proxy, gold, length, entropy, wins)) {
      if (numbers.length != answers.size()) {
        throw new IllegalArgumentException(
            numbers.length + " numbers for " + answers.size() + " answers");
      }
    }
  }

  /** A point that nobody judged. */
  public TrajectoryPoint(
      int step,
      List<Answer> answers,
      double[] kl,
      double[] proxy,
      double[] gold,
      double[] length,
      double[] entropy) {
    this(step, answers, kl, proxy, gold, length, entropy, unknown(answers.size()));
  }

  private static double[] unknown(int n) {
    double[] none = new double[n];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  /** How many prompts were answered. */
  public int prompts() {
    return answers.size();
  }
}
