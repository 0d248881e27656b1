package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.Sample;

final class BoundedMeanTest {

  /** Student's quantile with 2 degrees of freedom is (2p - 1) sqrt(2 / (4p (1 - p))). */
  @Test
  void theIntervalIsStudentsOnTwoObservationsMore() {
    double[] x = {1, 0.5, 0.5};
    Sample more = Sample.of(new double[] {1, 0.5, 0.5, 0, 1});
    double q = 0.95 * Math.sqrt(2 / (4 * 0.975 * 0.025));
    BoundedMean mean = BoundedMean.of(x, 0.95);
    assertEquals(2.0 / 3, mean.mean(), 1e-12);
    assertEquals(Math.sqrt(1.0 / 36), mean.standardError(), 1e-12);
    assertEquals(Math.max(0, 0.6 - q * more.standardError()), mean.interval().low(), 1e-9);
    assertEquals(1, mean.interval().high());
    Interval half = BoundedMean.of(x, 0.5).interval();
    double quartile = 0.5 * Math.sqrt(2 / (4 * 0.75 * 0.25));
    assertEquals(0.6 - quartile * more.standardError(), half.low(), 1e-9);
    assertEquals(0.6 + quartile * more.standardError(), half.high(), 1e-9);
  }

  @Test
  void theEstimateLiesInItsInterval() {
    for (int n = 1; n < 60; n++) {
      for (int wins = 0; wins <= n; wins++) {
        double[] x = new double[n];
        Arrays.fill(x, 0, wins, 1);
        BoundedMean mean = BoundedMean.of(x, 0.95);
        assertTrue(mean.interval().contains((double) wins / n), wins + " of " + n);
        assertTrue(mean.interval().halfWidth() > 0, wins + " of " + n);
      }
    }
  }

  @Test
  void askedTwiceIsNotTwiceAsMuch() {
    double[] once = {1, 0, 0.5, 1, 1, 0, 1, 0.5};
    double[] twice = new double[2 * once.length];
    int[] item = new int[twice.length];
    for (int i = 0; i < twice.length; i++) {
      twice[i] = once[i / 2];
      item[i] = i / 2;
    }
    BoundedMean alone = BoundedMean.of(once, 0.95);
    BoundedMean doubled = BoundedMean.of(twice, item, 0.95);
    assertEquals(alone.mean(), doubled.mean(), 1e-12);
    assertEquals(alone.standardError(), doubled.standardError(), 1e-12);
    assertEquals(alone.interval().low(), doubled.interval().low(), 1e-12);
    assertEquals(alone.interval().high(), doubled.interval().high(), 1e-12);
    assertEquals(16, doubled.n());
    assertEquals(8, doubled.clusters());
  }

  /** The delta method for a ratio of sums, Cochran, Sampling Techniques, 1977, section 2.11. */
  @Test
  void clustersOfDifferentSizesAreARatioOfSums() {
    double[] x = {1, 1, 0, 0.5, 0, 0};
    int[] cluster = {0, 0, 0, 7, 2, 2};
    double r = 2.5 / 6;
    double squares = Math.pow(2 - 3 * r, 2) + Math.pow(0.5 - r, 2) + Math.pow(0 - 2 * r, 2);
    BoundedMean mean = BoundedMean.of(x, cluster, 0.95);
    assertEquals(r, mean.mean(), 1e-12);
    assertEquals(Math.sqrt(squares / 2 * 3) / 6, mean.standardError(), 1e-12);
    assertEquals(3, mean.clusters());
  }

  @Test
  void nothingHasNoMeanAndOthersAreRefused() {
    assertEquals(Interval.NONE, BoundedMean.of(new double[0], 0.95).interval());
    assertThrows(
        IllegalArgumentException.class, () -> BoundedMean.of(new double[] {50, 100}, 0.95));
  }
}
