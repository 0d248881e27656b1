package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;

final class SignFlipTestTest {
  private static final RandomStream RANDOM = RandomStream.ofSeed(3);

  /** The share of all 2^n signs whose largest statistic reaches the observed one. */
  private static double enumerated(List<double[]> columns) {
    int n = columns.get(0).length;
    int reached = 0;
    double observed = largest(columns, 0);
    for (int signs = 0; signs < 1 << n; signs++) {
      reached += largest(columns, signs) >= observed - 1e-12 ? 1 : 0;
    }
    return (double) reached / (1 << n);
  }

  private static double largest(List<double[]> columns, int signs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double[] d : columns) {
      double sum = 0;
      for (int i = 0; i < d.length; i++) {
        sum += (signs >> i & 1) == 0 ? d[i] : -d[i];
      }
      double squares = Arrays.stream(d).map(x -> x * x).sum();
      largest = Math.max(largest, sum / Math.sqrt(squares));
    }
    return largest;
  }

  @Test
  void agreesWithAllSigns() {
    List<double[]> one = List.of(new double[] {1, 2, -0.5, 3, 0, 0.7, 2});
    List<double[]> two =
        List.of(new double[] {1, -2, 0.5, 3, 0, 0.7, 2}, new double[] {1, 1, 1, -2, 2, 0.1, 3});
    for (List<double[]> columns : List.of(one, two)) {
      double exact = enumerated(columns);
      // it stops after 50 of them: 14 % of p, and three times that
      assertEquals(exact, SignFlipTest.of(columns, 100_000, RANDOM).p(), 0.42 * exact);
    }
  }

  @Test
  void fiveOfOneSignAreOneIn32() {
    double[] five = new double[30];
    Arrays.fill(five, 0, 5, 2.5);
    assertEquals(1 / 32.0, SignFlipTest.of(five, 100_000, RANDOM).p(), 0.42 / 32);
  }

  @Test
  void aSmallPNeedsItsDraws() {
    double[] all = new double[40];
    Arrays.fill(all, 1);
    assertEquals(1 / 1001.0, SignFlipTest.of(all, 1000, RANDOM).p(), 1e-12);
    assertEquals(10_000, SignFlipTest.draws(0.05 / 25, 1000));
    assertEquals(1000, SignFlipTest.draws(0.05, 1000));
    assertTrue(SignFlipTest.of(all, SignFlipTest.draws(0.05 / 25, 1000), RANDOM).p() < 0.05 / 25);
  }

  @Test
  void noDifferencesAreNoEvidence() {
    assertEquals(
        new SignFlipTest(Double.NEGATIVE_INFINITY, 1), SignFlipTest.of(new double[9], 100, RANDOM));
    assertEquals(1, SignFlipTest.of(List.of(), 100, RANDOM).p());
  }

  @Test
  void whatCannotBeTestedIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SignFlipTest.of(new double[] {1, Double.NaN}, 10, RANDOM));
    assertThrows(
        IllegalArgumentException.class, () -> SignFlipTest.of(new double[] {1}, 0, RANDOM));
  }
}
