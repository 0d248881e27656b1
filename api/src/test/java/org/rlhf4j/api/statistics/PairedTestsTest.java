package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;

final class PairedTestsTest {

  private static final Bootstrap BOOTSTRAP =
      new Bootstrap(999, 0.95, RandomStream.ofSeed(5).child("paired"));

  /** Sum of binomial probabilities of the lower tail, twice. */
  private static double brute(int n, int fewer) {
    double tail = 0;
    double choose = 1;
    for (int k = 0; k <= fewer; k++) {
      tail += choose * Math.pow(0.5, n);
      choose = choose * (n - k) / (k + 1);
    }
    return Math.min(1, 2 * tail);
  }

  @Test
  void signTestIsTheBinomialTail() {
    for (int n = 1; n < 40; n++) {
      for (int k = 0; k <= n; k++) {
        assertEquals(brute(n, Math.min(k, n - k)), new SignTest(k, n - k, 3).p(), 1e-9);
      }
    }
    assertEquals(1, new SignTest(0, 0, 9).p());
    assertEquals(new SignTest(2, 1, 1), SignTest.of(new double[] {3, 0, -1, 0.5}));
  }

  @Test
  void pairedBootstrapAgreesWithTheNormalTest() {
    // mean 0.2, sd about 1, n 100: z is about 2, p about 0.046
    double[] d = IntStream.range(0, 100).mapToDouble(i -> 0.2 + (i % 2 == 0 ? 1 : -1)).toArray();
    PairedBootstrap test = PairedBootstrap.of(d, BOOTSTRAP);
    assertEquals(0.2, test.difference(), 1e-12);
    assertEquals(0.046, test.p(), 0.02);
    assertEquals(0.2 - 1.96 * 0.1, test.interval().low(), 0.03);
  }

  @Test
  void equalMethodsDoNotDifferAndConstantDifferencesDo() {
    assertEquals(1, PairedBootstrap.of(new double[20], BOOTSTRAP).p());
    double[] constant = IntStream.range(0, 20).mapToDouble(i -> 0.1).toArray();
    assertEquals(1.0 / 1000, PairedBootstrap.of(constant, BOOTSTRAP).p());
  }

  @Test
  void underTheNullPIsUniform() {
    // signs of 30 differences by a coin: p below 0.2 in a fifth of the cases
    RandomStream coin = RandomStream.ofSeed(8);
    int below = 0;
    for (int trial = 0; trial < 400; trial++) {
      int t = trial;
      double[] d = IntStream.range(0, 30).mapToDouble(i -> coin.uniform(t, i) - 0.5).toArray();
      Bootstrap b = new Bootstrap(199, 0.95, RandomStream.ofSeed(trial));
      if (PairedBootstrap.of(d, b).p() < 0.2) {
        below++;
      }
    }
    assertEquals(0.2, below / 400.0, 0.06);
  }

  @Test
  void detectableDifferenceInvertsThePowerOfTheTest() {
    // 1.959964 + 0.841621 standard errors
    assertEquals(
        (1.959963984540054 + 0.8416212335729143) * 50 / Math.sqrt(805),
        DetectableDifference.USUAL.of(50, 805),
        1e-9);
    assertTrue(DetectableDifference.USUAL.of(50, 805) < DetectableDifference.USUAL.of(50, 804));
  }

  @Test
  void holmsExample() {
    assertArrayEquals(
        new double[] {0.03, 0.06, 0.06, 0.02},
        Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}),
        1e-12);
  }
}
