package org.rlhf4j.algorithms.rollout;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.rlhf4j.api.TokenRow;

/**
 * One answer that the policy gave, and what was found out about it before learning from it.
 *
 * @param row the prompt and the answer as the policy saw them
 * @param ended whether the answer ended by itself, with end-of-sequence
 * @param logProbs log-probability of each of its tokens under the policy that sampled it
 * @param referenceLogProbs the same under the reference
 * @param score the reward of the whole answer
 */
public record Episode(
    TokenRow row, boolean ended, float[] logProbs, float[] referenceLogProbs, double score) {

  public Episode {
    int tokens = row.completion().length;
    if (logProbs.length != tokens || referenceLogProbs.length != tokens) {
      throw new IllegalArgumentException(
          tokens
              + " tokens but "
              + logProbs.length
              + " and "
              + referenceLogProbs.length
              + " log-probabilities");
    }
    if (!Double.isFinite(score)) {
      throw new IllegalArgumentException("the reward of an answer must be finite, got " + score);
    }
  }

  /** Response tokens, end-of-sequence included. */
  public int tokens() {
    return row.completion().length;
  }

  /** log pi - log ref of each token. */
  public DoubleStream logRatios() {
    return IntStream.range(0, tokens())
        .mapToDouble(t -> (double) logProbs[t] - referenceLogProbs[t]);
  }

  /**
   * log pi - log pi_old of each token of several answers, in double precision.
   *
   * @param now log pi, as a gradient step saw it
   * @param old log pi_old of the policy that sampled the answers
   */
  public static double[][] logRatios(float[][] now, float[][] old) {
    double[][] logRatios = new double[now.length][];
    for (int i = 0; i < now.length; i++) {
      logRatios[i] = new double[now[i].length];
      for (int t = 0; t < now[i].length; t++) {
        logRatios[i][t] = (double) now[i][t] - old[i][t];
      }
    }
    return logRatios;
  }

  /** log pi of the whole answer. */
  public double logProb() {
    double sum = 0;
    for (float logProb : logProbs) {
      sum += logProb;
    }
    return sum;
  }

  /** The same with another score. */
  public Episode withScore(double changed) {
    return new Episode(row, ended, logProbs, referenceLogProbs, changed);
  }
}
