package org.rlhf4j.algorithms.ppo;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.TokenRow;

/**
 * What the gradient steps learn from: a rollout batch, or a mini-batch of it.
 *
 * @param rows prompts and answers; the next three have a number for each answer token
 * @param logProbs under the policy that sampled the answers
 * @param referenceLogProbs under the reference
 * @param advantages whitened
 * @param valueRows the same rows, with a step more where the score comes after the last token; the
 *     last two have a number for each of their steps
 * @param values of the value model before the first gradient step
 * @param returns what the value model shall predict
 */
record PpoBatch(
    List<TokenRow> rows,
    float[][] logProbs,
    float[][] referenceLogProbs,
    float[][] advantages,
    List<TokenRow> valueRows,
    float[][] values,
    float[][] returns) {

  PpoBatch {
    for (float[][] perToken : List.of(logProbs, referenceLogProbs, advantages)) {
      checkShape(rows, perToken);
    }
    for (float[][] perStep : List.of(values, returns)) {
      checkShape(valueRows, perStep);
    }
  }

  private static void checkShape(List<TokenRow> rows, float[][] numbers) {
    int[] expected = rows.stream().mapToInt(row -> row.completion().length).toArray();
    int[] actual = Arrays.stream(numbers).mapToInt(row -> row.length).toArray();
    if (!Arrays.equals(expected, actual)) {
      throw new IllegalArgumentException(
          "numbers a row " + Arrays.toString(actual) + " do not fit " + Arrays.toString(expected));
    }
  }

  /** Some of the rows. */
  PpoBatch pick(int[] indices) {
    return new PpoBatch(
        TokenRow.pick(rows, indices),
        pick(logProbs, indices),
        pick(referenceLogProbs, indices),
        pick(advantages, indices),
        TokenRow.pick(valueRows, indices),
        pick(values, indices),
        pick(returns, indices));
  }

  private static float[][] pick(float[][] numbers, int[] indices) {
    return Arrays.stream(indices).mapToObj(i -> numbers[i]).toArray(float[][]::new);
  }

  /** The same numbers in single precision. */
  static float[][] narrow(double[][] numbers) {
    float[][] narrow = new float[numbers.length][];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = new float[numbers[i].length];
      for (int t = 0; t < narrow[i].length; t++) {
        narrow[i][t] = (float) numbers[i][t];
      }
    }
    return narrow;
  }
}
