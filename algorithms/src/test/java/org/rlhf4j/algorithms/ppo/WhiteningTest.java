package org.rlhf4j.algorithms.ppo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.rlhf4j.algorithms.ppo.Whitening.Variance;

final class WhiteningTest {

  /** Mean 5, squared deviations 9 + 1 + 1 + 9 = 20. */
  private static final double[][] ROWS = {{2, 4, 6}, {8}};

  @Test
  void shiftsTheMeanToZero() {
    double sd = Math.sqrt(20 / 4.0);
    assertRows(
        new double[][] {{-3 / sd, -1 / sd, 1 / sd}, {3 / sd}},
        Whitening.SHIFT_MEAN.of(ROWS, Variance.POPULATION));
  }

  @Test
  void keepsTheMean() {
    double sd = Math.sqrt(20 / 4.0);
    assertRows(
        new double[][] {{5 - 3 / sd, 5 - 1 / sd, 5 + 1 / sd}, {5 + 3 / sd}},
        Whitening.KEEP_MEAN.of(ROWS, Variance.POPULATION));
  }

  @Test
  void dividesByOneLessForTheSampleVariance() {
    double sd = Math.sqrt(20 / 3.0);
    assertRows(
        new double[][] {{-3 / sd, -1 / sd, 1 / sd}, {3 / sd}},
        Whitening.SHIFT_MEAN.of(ROWS, Variance.SAMPLE));
  }

  @Test
  void leavesThemAsTheyAre() {
    assertRows(ROWS, Whitening.NONE.of(ROWS, Variance.SAMPLE));
  }

  @Test
  void howTokensAreSpreadOverRowsDoesNotMatter() {
    double[][] oneRow = {{2, 4, 6, 8}};
    double[] flat =
        Arrays.stream(Whitening.SHIFT_MEAN.of(ROWS, Variance.SAMPLE))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    assertArrayEquals(Whitening.SHIFT_MEAN.of(oneRow, Variance.SAMPLE)[0], flat, 1e-15);
  }

  @Test
  void equalNumbersBecomeZeroAndNotNaN() {
    double[][] equal = {{3, 3}, {3}};
    assertRows(new double[][] {{0, 0}, {0}}, Whitening.SHIFT_MEAN.of(equal, Variance.SAMPLE));
    assertRows(
        new double[][] {{0}}, Whitening.SHIFT_MEAN.of(new double[][] {{3}}, Variance.SAMPLE));
  }

  private static void assertRows(double[][] expected, double[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], 1e-7);
    }
  }
}
