package org.rlhf4j.evaluators.winrate;

import java.util.Arrays;

/**
 * The fitted model of a judge's preference for a model's answer to prompt i over the baseline's
 * (Dubois, Galambosi, Liang and Hashimoto, "Length-Controlled AlpacaEval", 2024, arXiv:2404.04475,
 * section 3):
 *
 * <pre>  sigmoid(bias + length tanh(d_i / sd(d)) + difficulty gamma_i)
 * </pre>
 *
 * <p>with d_i the length of the model's answer less that of the baseline's, and gamma_i the
 * prompt's difficulty. The three weights of the baseline itself are 0. (AlpacaEval's files have the
 * baseline's length less the model's, so that their length weight has the other sign.)
 *
 * @param bias how much better the model is, as log-odds at equal length
 * @param length how much the judge prefers the longer answer
 * @param difficulty how much more, or less, prompts differ here than for the panel as a whole
 */
record LengthWeights(double bias, double length, double difficulty) {

  /** The weights of the baseline. */
  static final LengthWeights BASELINE = new LengthWeights(0, 0, 0);

  /**
   * The win rate that the judge would have given had all answers been as long as the baseline's, in
   * percent.
   *
   * @param difficulties gamma of the prompts that it is averaged over
   */
  double rate(double[] difficulties) {
    return 100
        * Arrays.stream(difficulties)
            .map(gamma -> PenalisedLogistic.sigmoid(bias + difficulty * gamma))
            .average()
            .orElse(Double.NaN);
  }

  /** The weights against another model of the same baseline; exchanged, they change their sign. */
  LengthWeights against(LengthWeights other) {
    return new LengthWeights(
        bias - other.bias, length - other.length, difficulty - other.difficulty);
  }
}
