package org.rlhf4j.api;

import java.util.List;

/**
 * Says how probable given completions are: what a policy offers whose likelihood is tractable, and
 * all that a method needs of its reference.
 */
public interface Likelihood {

  /**
   * Log-probabilities and entropies of given completions.
   *
   * @param rows what to score, in any order and of any lengths
   * @param temperature divides the logits first; 1 gives the model's own distribution
   * @return one entry per row, in order
   */
  List<TokenScores> score(List<TokenRow> rows, double temperature);

  /**
   * The log-probabilities of {@link #score} without the entropies, which cost about as much again.
   *
   * @param rows what to score, in any order and of any lengths
   * @param temperature divides the logits first; 1 gives the model's own distribution
   * @return for each row that of each completion token, in order
   */
  default List<float[]> logProbs(List<TokenRow> rows, double temperature) {
    return score(rows, temperature).stream().map(TokenScores::logProbs).toList();
  }
}
