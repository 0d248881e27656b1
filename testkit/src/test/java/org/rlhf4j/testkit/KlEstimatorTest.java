package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.api.math.KlEstimator;

/** The estimators at points where they have a closed form, and their means on a biased coin. */
final class KlEstimatorTest {
  private static final double LN2 = Math.log(2);

  @Test
  void whereTheRatioIsTwoOrAHalf() {
    assertEquals(LN2, KlEstimator.K1.of(LN2), 1e-15);
    assertEquals(-LN2, KlEstimator.K1.of(-LN2), 1e-15);
    assertEquals(LN2 * LN2 / 2, KlEstimator.K2.of(LN2), 1e-15);
    assertEquals(LN2 * LN2 / 2, KlEstimator.K2.of(-LN2), 1e-15);
    assertEquals(0.5 - 1 + LN2, KlEstimator.K3.of(LN2), 1e-15);
    assertEquals(2 - 1 - LN2, KlEstimator.K3.of(-LN2), 1e-15);
    assertEquals(LN2, KlEstimator.CLAMPED.of(LN2), 1e-15);
    assertEquals(0, KlEstimator.CLAMPED.of(-LN2));
  }

  @ParameterizedTest
  @EnumSource
  void whereBothAreEqualTheyAreZero(KlEstimator estimator) {
    assertEquals(0, estimator.of(0));
  }

  @Test
  void nearZeroTheThirdKeepsItsDigits() {
    assertEquals(0.5e-16, KlEstimator.K3.of(1e-8), 1e-20); // lr^2 / 2 - lr^3 / 6 + ...
  }

  @Test
  void onABiasedCoinTwoAreUnbiased() {
    double p = 0.75; // pi
    double q = 0.5; // ref
    double heads = Math.log(p / q);
    double tails = Math.log((1 - p) / (1 - q));
    double kl = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
    assertEquals(kl, p * KlEstimator.K1.of(heads) + (1 - p) * KlEstimator.K1.of(tails), 1e-15);
    assertEquals(kl, p * KlEstimator.K3.of(heads) + (1 - p) * KlEstimator.K3.of(tails), 1e-15);
    double second = 0.375 * Math.log(1.5) * Math.log(1.5) + 0.125 * LN2 * LN2;
    assertEquals(second, p * KlEstimator.K2.of(heads) + (1 - p) * KlEstimator.K2.of(tails), 1e-15);
    assertTrue(Math.abs(second - kl) > 0.005, "the second is biased here");
  }
}
