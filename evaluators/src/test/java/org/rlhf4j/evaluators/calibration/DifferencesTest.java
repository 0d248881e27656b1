package org.rlhf4j.evaluators.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Interval;

/** Against all resamples of four items there are, by a second implementation of the scores. */
final class DifferencesTest {

  private static final double[] OWN = {0.9, 0.6, 0.7, 0.8};
  private static final double[] OWN_RIGHT = {1, 0, 1, 1};
  private static final double[] REFERENCE = {0.6, 0.8, 0.55, 0.4};
  private static final double[] REFERENCE_RIGHT = {1, 1, 0, 1};
  private static final int BINS = 4;

  private static Bootstrap bootstrap(int resamples) {
    return new Bootstrap(resamples, 0.95, RandomStream.ofSeed(3));
  }

  @Test
  void byHand() {
    Differences found =
        Differences.of(
            Forecasts.of(new double[] {0.9, 0.7}, new double[] {1, 0}),
            Forecasts.of(new double[] {0.6, 0.5}, new double[] {1, 0}),
            1,
            bootstrap(10));
    // one bin: |1.6 - 1| / 2 and |1.1 - 1| / 2
    assertEquals(0.25, found.values().get(Differences.NAMES.indexOf("ECE")), 1e-12);
    assertEquals(
        (0.01 + 0.49 - 0.16 - 0.25) / 2,
        found.values().get(Differences.NAMES.indexOf("Brier")),
        1e-12);
    assertEquals(
        -(Math.log(0.9 * 0.3) - Math.log(0.6 * 0.5)) / 2,
        found.values().get(Differences.NAMES.indexOf("log loss")),
        1e-12);
    assertEquals(2, found.items());
    assertEquals(0, found.left());
  }

  @Test
  void intervalsAreThoseOfAllResamples() {
    Differences found =
        Differences.of(
            Forecasts.of(OWN, OWN_RIGHT),
            Forecasts.of(REFERENCE, REFERENCE_RIGHT),
            BINS,
            bootstrap(20_000));
    for (String name : List.of("ECE", "Brier", "log loss")) {
      int k = Differences.NAMES.indexOf(name);
      assertEquals(less(name, 0, 1, 2, 3), found.values().get(k), 1e-12, name);
      double[] all =
          IntStream.range(0, 256)
              .mapToDouble(r -> less(name, r % 4, r / 4 % 4, r / 16 % 4, r / 64))
              .sorted()
              .toArray();
      double mean = Arrays.stream(all).average().orElseThrow();
      double deviation =
          Math.sqrt(Arrays.stream(all).map(d -> (d - mean) * (d - mean)).average().orElseThrow());
      assertEquals(deviation, found.replicates().get(k).standardError(), 0.02 * deviation, name);
      Interval interval = found.replicates().get(k).interval(0.95);
      // 20,000 draws find the quantile of 2.5 % to within half a percent
      assertBetween(all, 0.02, interval.low(), 0.03, name);
      assertBetween(all, 0.97, interval.high(), 0.98, name);
    }
  }

  private static void assertBetween(
      double[] sorted, double below, double value, double above, String name) {
    double from = sorted[(int) Math.floor(below * (sorted.length - 1))];
    double to = sorted[(int) Math.ceil(above * (sorted.length - 1))];
    assertTrue(from - 1e-12 <= value && value <= to + 1e-12, name + ": " + value);
  }

  private static double less(String name, int... drawn) {
    return score(name, OWN, OWN_RIGHT, drawn) - score(name, REFERENCE, REFERENCE_RIGHT, drawn);
  }

  private static double score(String name, double[] p, double[] right, int... drawn) {
    double sum = 0;
    double[] bins = new double[BINS];
    for (int i : drawn) {
      sum +=
          switch (name) {
            case "Brier" -> Math.pow(p[i] - right[i], 2);
            case "log loss" -> -Math.log(right[i] == 1 ? p[i] : 1 - p[i]);
            default -> 0;
          };
      bins[(int) Math.floor(p[i] * BINS)] += p[i] - right[i];
    }
    return (name.equals("ECE") ? Arrays.stream(bins).map(Math::abs).sum() : sum) / drawn.length;
  }

  /** Other rows in another order, and one item more: without pairing this would not be 0. */
  @Test
  void onlyWhatBothHaveCounts() {
    Forecasts own =
        new Forecasts(
            new double[] {0.9, 0.2, 0.6, 0.1}, new double[] {1, 1, 0, 1}, new int[] {0, 1, 2, 7});
    Forecasts reference =
        new Forecasts(new double[] {0.6, 0.9, 0.2}, new double[] {0, 1, 1}, new int[] {2, 0, 1});
    Differences found = Differences.of(own, reference, 10, bootstrap(500));
    assertEquals(3, found.items());
    assertEquals(1, found.left());
    for (int k = 0; k < Differences.NAMES.size(); k++) {
      assertEquals(0, found.values().get(k), 1e-12);
      assertEquals(0, found.replicates().get(k).interval(0.95).low(), 1e-12);
      assertEquals(0, found.replicates().get(k).interval(0.95).high(), 1e-12);
    }
  }

  @Test
  void nothingInCommon() {
    Forecasts own = new Forecasts(new double[] {0.9}, new double[] {1}, new int[] {0});
    Forecasts other = new Forecasts(new double[] {0.9}, new double[] {1}, new int[] {1});
    Differences found = Differences.of(own, other, 10, bootstrap(10));
    assertEquals(0, found.items());
    assertEquals(2, found.left());
  }
}
