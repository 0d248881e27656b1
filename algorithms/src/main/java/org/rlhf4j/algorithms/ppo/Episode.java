package org.rlhf4j.algorithms.ppo;

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
 * @param score the reward of the whole answer, after the rule for missing end-of-sequence
 */
record Episode(
    TokenRow row, boolean ended, float[] logProbs, float[] referenceLogProbs, double score) {

  Episode {
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
  int tokens() {
    return row.completion().length;
  }

  /** log pi - log ref of each token. */
  DoubleStream logRatios() {
    return IntStream.range(0, tokens())
        .mapToDouble(t -> (double) logProbs[t] - referenceLogProbs[t]);
  }

  /** log pi of the whole answer. */
  double logProb() {
    double sum = 0;
    for (float logProb : logProbs) {
      sum += logProb;
    }
    return sum;
  }
}
