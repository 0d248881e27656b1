package org.rlhf4j.api.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;

final class BootstrapTest {

  private static Bootstrap bootstrap(int resamples) {
    return new Bootstrap(resamples, 0.95, RandomStream.ofSeed(3).child("bootstrap"));
  }

  /** Normal scores: 400 quantiles of the standard normal, nearly. */
  private static double[] observations() {
    return IntStream.range(0, 400).mapToDouble(i -> Math.tan((i - 199.5) / 160)).toArray();
  }

  @Test
  void theMeansErrorIsThatOfTheFormula() {
    double[] x = observations();
    Replicates means = bootstrap(4000).replicates(x.length, d -> Bootstrap.mean(x, d));
    double expected = Sample.of(x).standardError();
    assertEquals(expected, means.standardError(), 0.05 * expected);
    Interval interval = bootstrap(4000).mean(x);
    assertEquals(1.96 * expected, interval.halfWidth(), 0.08 * expected);
    assertTrue(interval.contains(Sample.of(x).mean()));
  }

  @Test
  void moreResamplesKeepTheFirst() {
    for (int b = 0; b < 5; b++) {
      assertArrayEquals(bootstrap(5).resample(10, b), bootstrap(50).resample(10, b));
    }
    assertTrue(Arrays.stream(bootstrap(1).resample(10, 0)).allMatch(i -> 0 <= i && i < 10));
  }

  @Test
  void severalStatisticsSeeTheSameResamples() {
    double[] x = observations();
    List<Replicates> both =
        bootstrap(50)
            .replicates(
                x.length, 2, d -> new double[] {Bootstrap.mean(x, d), -Bootstrap.mean(x, d)});
    assertEquals(bootstrap(50).replicates(x.length, d -> Bootstrap.mean(x, d)), both.get(0));
    assertEquals(both.get(0).values()[0], -both.get(1).values()[49]);
  }

  @Test
  void undefinedValuesAreCountedAndManyOfThemLeaveNoInterval() {
    Replicates some = Replicates.of(new double[] {3, Double.NaN, 1, 2});
    assertArrayEquals(new double[] {1, 2, 3}, some.values());
    assertEquals(1, some.undefined());
    assertEquals(new Interval(1.5, 2.5), some.interval(0.5));
    Interval none = Replicates.of(new double[] {1, Double.NaN, Double.NaN}).interval(0.5);
    assertEquals(Interval.NONE, none);
  }

  @Test
  void quantilesAreThoseOfNumPy() {
    double[] x = {15, 20, 35, 40, 50};
    assertEquals(29, Quantiles.of(x, 0.4), 1e-12); // numpy.percentile(x, 40)
    assertEquals(15, Quantiles.of(x, 0));
    assertEquals(50, Quantiles.of(x, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Quantiles.of(new double[] {1, Double.NaN}, 0.5));
    assertThrows(IllegalArgumentException.class, () -> Quantiles.of(new double[0], 0.5));
  }

  @Test
  void intervalsAreInOrder() {
    assertThrows(IllegalArgumentException.class, () -> new Interval(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new Interval(Double.NaN, 1));
  }
}
