package org.rlhf4j.algorithms.policygradient;

import java.util.List;
import org.rlhf4j.api.TokenRow;

/** What the sum over the tokens of an answer is divided by in the loss of {@code grpo}. */
public enum GrpoDenominator {
  /**
   * The answer's own tokens, then all answers: w_i = 1 / (n |y_i|), as in DeepSeekMath. A token
   * weighs less in a long answer, so long wrong answers cost less than short ones.
   */
  SEQUENCE {
    @Override
    double weight(TokenRow row, List<TokenRow> all, int limit) {
      return 1.0 / all.size() / row.completion().length;
    }
  },
  /**
   * All tokens of the step: w_i = 1 / sum_j |y_j|. DAPO (arXiv:2503.14476, equation 8) writes the
   * sum over the answers to one prompt, TRL takes that over all of them, and so do we.
   */
  TOKENS {
    @Override
    double weight(TokenRow row, List<TokenRow> all, int limit) {
      return 1.0 / all.stream().mapToLong(r -> r.completion().length).sum();
    }
  },
  /**
   * Answers times the limit on new tokens: w_i = 1 / (n limit), a constant, as in Dr. GRPO (Liu et
   * al. 2025, "Understanding R1-Zero-like training: a critical perspective", arXiv:2503.20783).
   */
  LIMIT {
    @Override
    double weight(TokenRow row, List<TokenRow> all, int limit) {
      return 1.0 / all.size() / limit;
    }
  };

  /** Weight of each token of a row among all rows of the step. */
  abstract double weight(TokenRow row, List<TokenRow> all, int limit);
}
