package org.rlhf4j.exact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class ExactTest {

  @Test
  void klOfCoins() {
    double[] fair = {1 / 2.0, 1 / 2.0};
    double[] biased = {3 / 4.0, 1 / 4.0};
    assertEquals(0, Exact.kl(fair, fair));
    assertEquals(Math.log(4 / 3.0) / 2, Exact.kl(fair, biased), 1e-15);
    assertEquals(Math.log(2), Exact.kl(new double[] {1, 0}, fair), 1e-15);
  }

  @Test
  void theOptimumTiltsTheReference() {
    double[] reference = {1 / 2.0, 1 / 2.0};
    double[] reward = {2 * Math.log(3), 0};
    assertArrayEquals(new double[] {3 / 4.0, 1 / 4.0}, Exact.optimum(reference, reward, 2), 1e-15);
  }

  /** Of ratios 3/2 and 1/2 the logarithms differ by ln 3 and the ratios themselves by 1. */
  @Test
  void theChiSquaredTermHoldsTheOptimumBack() {
    double[] reference = {1 / 2.0, 1 / 2.0};
    double[] wanted = {3 / 4.0, 1 / 4.0};
    double[] reward = {5, 5 - 2 * Math.log(3) - 7};
    assertArrayEquals(wanted, Exact.optimum(reference, reward, 2, 7), 1e-14);
    double[] alone = {2 * Math.log(3), 0};
    assertArrayEquals(wanted, Exact.optimum(reference, alone, 2, 0), 1e-14);
    assertArrayEquals(wanted, Exact.optimum(reference, alone, 2, 1e-14), 1e-12);
    assertArrayEquals(reference, Exact.optimum(reference, new double[] {-3, -3}, 0.1, 4), 1e-14);
  }

  @Test
  void bestOfTwoFairCoins() {
    double[] fair = {1 / 2.0, 1 / 2.0};
    assertArrayEquals(
        new double[] {1 / 4.0, 3 / 4.0}, Exact.bestOf(2, fair, new double[] {0, 1}), 1e-15);
    assertArrayEquals(fair, Exact.bestOf(2, fair, new double[] {1, 1}), 1e-15);
    assertEquals(3 / 4.0, Exact.mean(new double[] {1 / 4.0, 3 / 4.0}, new double[] {0, 1}));
  }
}
