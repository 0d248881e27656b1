package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PairedTestsTest {

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

  /** Distribution functions of Student's t with 1, 2 and 3 degrees of freedom in closed form. */
  @Test
  void pIsStudents() {
    double[] two = {1, 4}; // mean 2.5, error 1.5
    double t1 = 2.5 / 1.5;
    assertEquals(1 - 2 / Math.PI * Math.atan(t1), PairedT.of(two, 0.95).p(), 1e-12);
    double[] three = {1, 2, 6}; // mean 3, squares 14, error sqrt(7 / 3)
    double t2 = 3 / Math.sqrt(7 / 3.0);
    assertEquals(1 - t2 / Math.sqrt(2 + t2 * t2), PairedT.of(three, 0.95).p(), 1e-12);
    double[] four = {0, 0, -50, -100}; // mean -37.5, squares 6875
    double t3 = 37.5 / Math.sqrt(6875 / 3.0 / 4);
    double u = t3 / Math.sqrt(3);
    assertEquals(
        1 - 2 / Math.PI * (Math.atan(u) + u / (1 + u * u)), PairedT.of(four, 0.95).p(), 1e-12);
  }

  @Test
  void theIntervalIsWherePIsOneLessTheLevel() {
    double[] d = {1, -2, 3, 5, 0.5, 2};
    Interval interval = PairedT.of(d, 0.9).interval();
    for (double end : new double[] {interval.low(), interval.high()}) {
      double[] shifted = Arrays.stream(d).map(v -> v - end).toArray();
      assertEquals(0.1, PairedT.of(shifted, 0.9).p(), 1e-9);
    }
  }

  @Test
  void withoutSpreadTheSignsDecide() {
    assertEquals(1, PairedT.of(new double[20], 0.95).p());
    double[] constant = IntStream.range(0, 20).mapToDouble(i -> 0.1).toArray();
    PairedT test = PairedT.of(constant, 0.95);
    assertEquals(Math.pow(2, -19), test.p(), 1e-12);
    assertEquals(Interval.NONE, test.interval());
    assertThrows(IllegalArgumentException.class, () -> PairedT.of(new double[] {1}, 0.95));
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
