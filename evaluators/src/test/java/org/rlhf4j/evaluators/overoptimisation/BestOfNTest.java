package org.rlhf4j.evaluators.overoptimisation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;

final class BestOfNTest {

  /** The mean over all subsets of n; among equals of the highest proxy, their mean counts. */
  private static double bruteForce(double[] proxy, double[] value, int n) {
    double sum = 0;
    int subsets = 0;
    for (int set = 0; set < 1 << proxy.length; set++) {
      if (Integer.bitCount(set) == n) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < proxy.length; i++) {
          highest = (set >> i & 1) == 1 ? Math.max(highest, proxy[i]) : highest;
        }
        double best = 0;
        int equals = 0;
        for (int i = 0; i < proxy.length; i++) {
          if ((set >> i & 1) == 1 && proxy[i] == highest) {
            best += value[i];
            equals++;
          }
        }
        sum += best / equals;
        subsets++;
      }
    }
    return sum / subsets;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 1000})
  void equalsTheMeanOverAllSubsets(int levels) {
    RandomGenerator random = RandomStream.ofSeed(levels).generator();
    double[] proxy = random.ints(9, 0, levels).asDoubleStream().toArray();
    double[] gold = random.doubles(9).toArray();
    for (int n = 1; n <= 9; n++) {
      assertEquals(
          bruteForce(proxy, gold, n), BestOfNEstimator.expected(proxy, gold, n), 1e-12, "n " + n);
      assertEquals(
          bruteForce(proxy, proxy, n), BestOfNEstimator.expected(proxy, proxy, n), 1e-12, "n " + n);
    }
  }

  @Test
  void isTheMeanForOneAndTheBestForAll() {
    double[] proxy = {3, 1, 2, 5, 4};
    double[] gold = {30, 10, 20, -50, 40};
    assertEquals(10, BestOfNEstimator.expected(proxy, gold, 1), 1e-12);
    assertEquals(-50, BestOfNEstimator.expected(proxy, gold, 5), 1e-12);
    // of the 6 of 10 pairs without the best, ...: weights 0, 1, 2, 3, 4 tenths in order
    assertEquals((20 + 60 + 120 - 200) / 10.0, BestOfNEstimator.expected(proxy, gold, 2), 1e-12);
  }

  @Test
  void isStableForManyCandidates() {
    int many = 4096;
    double[] proxy = new double[many];
    Arrays.setAll(proxy, i -> (i + 1.0) / (many + 1));
    // the best of n of N equally spaced values: n / (n + 1), as for uniform numbers
    for (int n : new int[] {1, 7, 64, 1000, 4096}) {
      assertEquals(n / (n + 1.0), BestOfNEstimator.expected(proxy, proxy, n), 1e-9, "n " + n);
    }
  }

  @Test
  void theBoundIsThatOfThePapers() {
    assertEquals(0, BestOfNEstimator.klUpperBound(1), 0);
    assertEquals(Math.log(2) - 0.5, BestOfNEstimator.klUpperBound(2), 1e-15);
    assertEquals(1.84, BestOfNEstimator.klUpperBound(16), 0.005); // 1.84 in our tables
  }

  @Test
  void oneIsAlwaysAmongThem() {
    assertArrayEquals(new int[] {1, 4, 8}, BestOfNEstimator.withOne(List.of(8, 4, 8)));
  }

  @Test
  void moreThanThereIsIsRefused() {
    BestOfNEstimator.check(List.of(1, 8), 8, "samples is");
    UserException e =
        assertThrows(
            UserException.class, () -> BestOfNEstimator.check(List.of(1, 16), 8, "samples is"));
    assertTrue(
        String.valueOf(e.getMessage()).contains("n has 16, but samples is 8"), e::getMessage);
  }
}
