package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.Sample;

/** {@link Sample} loses no digits. */
final class SampleTest {

  @Test
  void theMeanOfWholeNumbersHasNoNoise() {
    double[] lengths = new double[400];
    Arrays.setAll(lengths, i -> i < 39 ? 43 : 42);
    assertEquals(42 + 39 / 400.0, Sample.of(lengths).mean());
  }

  @Test
  void smallTermsBesideLargeOnesCount() {
    assertEquals(1 / 2.0, Sample.of(new double[] {1e100, 1, 1, -1e100}).mean());
    double[] tenths = new double[1000];
    Arrays.fill(tenths, 0.1);
    assertEquals(0.1, Sample.of(tenths).mean());
  }

  @Test
  void infinityStays() {
    assertEquals(
        Double.POSITIVE_INFINITY, Sample.of(new double[] {1, Double.POSITIVE_INFINITY}).mean());
    assertEquals(Double.NaN, Sample.of(new double[] {1, Double.NaN}).mean());
  }
}
