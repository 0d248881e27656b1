package org.rlhf4j.api;

/**
 * What a policy thinks of one row's completion, token by token.
 *
 * @param logProbs natural log-probability of each completion token given all before it
 * @param entropies entropy in nats of the whole next-token distribution at each of these positions
 */
public record TokenScores(float[] logProbs, float[] entropies) {

  public TokenScores {
    if (logProbs.length != entropies.length) {
      throw new IllegalArgumentException(
          logProbs.length + " log-probabilities but " + entropies.length + " entropies");
    }
  }

  /** Log-probability of the whole completion, in nats; 0 for an empty one. */
  public double sum() {
    double sum = 0;
    for (float x : logProbs) {
      sum += x;
    }
    return sum;
  }
}
