package org.rlhf4j.evaluators.calibration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rlhf4j.api.math.RandomStream;

final class ForecastsTest {

  private static final Forecasts SIX =
      Forecasts.of(new double[] {0.1, 0.15, 0.5, 0.55, 0.9, 1.0}, new double[] {0, 1, 1, 0, 1, 1});

  @Test
  void calibrationErrorByHand() {
    // ten bins: {0.1, 0.15}, {0.5, 0.55}, {0.9, 1}
    double expected =
        (2 * Math.abs(0.125 - 0.5) + 2 * Math.abs(0.525 - 0.5) + 2 * Math.abs(0.95 - 1)) / 6;
    assertEquals(expected, Binning.EQUAL_WIDTH.error(SIX, 10), 1e-12);
    // two bins of three
    double mass = 3 * (Math.abs(0.25 - 2 / 3.0) + Math.abs(2.45 / 3 - 2 / 3.0)) / 6;
    assertEquals(mass, Binning.EQUAL_MASS.error(SIX, 2), 1e-12);
    // one bin: mean against mean
    assertEquals(Math.abs(3.2 - 4) / 6, Binning.EQUAL_WIDTH.error(SIX, 1), 1e-12);
  }

  @Test
  void binsOfEqualWidthEndBelow() {
    assertArrayEquals(
        new int[] {0, 0, 1, 3, 3},
        Binning.EQUAL_WIDTH.numbers(new double[] {0, 0.24, 0.25, 0.75, 1}, 4));
  }

  @Test
  void binsOfEqualMassKeepTheSameTogether() {
    assertArrayEquals(
        new int[] {0, 0, 2, 0, 3},
        Binning.EQUAL_MASS.numbers(new double[] {0.5, 0.5, 0.6, 0.5, 0.7}, 5 - 1));
    assertArrayEquals(
        new int[] {1, 1, 0, 0}, Binning.EQUAL_MASS.numbers(new double[] {0.9, 0.8, 0.1, 0.2}, 2));
  }

  @Test
  void brierAndLogLossByHand() {
    assertEquals((0.01 + 0.85 * 0.85 + 0.25 + 0.55 * 0.55 + 0.01 + 0) / 6, SIX.brier(), 1e-12);
    assertEquals(
        -(Math.log(0.9) + Math.log(0.15) + Math.log(0.5) + Math.log(0.45) + Math.log(0.9)) / 6,
        SIX.logLoss(),
        1e-12);
    assertEquals(
        Double.POSITIVE_INFINITY, Forecasts.of(new double[] {1}, new double[] {0}).logLoss());
  }

  /** Murphy 1973 and Stephenson et al. 2008: the parts add up, whatever the bins. */
  @ParameterizedTest
  @EnumSource(Binning.class)
  void thePartsOfBrierAddUp(Binning binning) {
    RandomGenerator random = RandomStream.ofSeed(5).generator();
    double[] p = random.doubles(200).toArray();
    double[] y = Arrays.stream(p).map(x -> random.nextDouble() < x * x ? 1 : 0).toArray();
    y[3] = 0.5;
    Forecasts f = Forecasts.of(p, y);
    for (int bins : new int[] {1, 3, 10}) {
      BrierParts parts = BrierParts.of(f, binning, bins);
      assertEquals(
          f.brier(),
          parts.reliability() - parts.resolution() + parts.uncertainty() + parts.within(),
          1e-12);
    }
  }

  @Test
  void thePartsOfBrierByHand() {
    // two bins with one probability each: nothing within
    Forecasts f =
        Forecasts.of(new double[] {0.2, 0.2, 0.2, 0.2, 0.8, 0.8}, new double[] {0, 0, 0, 1, 1, 0});
    BrierParts parts = BrierParts.of(f, Binning.EQUAL_WIDTH, 10);
    assertEquals((4 * 0.05 * 0.05 + 2 * 0.3 * 0.3) / 6, parts.reliability(), 1e-12);
    double mean = 1 / 3.0;
    assertEquals(
        (4 * Math.pow(0.25 - mean, 2) + 2 * Math.pow(0.5 - mean, 2)) / 6,
        parts.resolution(),
        1e-12);
    assertEquals(mean * (1 - mean), parts.uncertainty(), 1e-12);
    assertEquals(0, parts.within(), 1e-12);
  }

  @Test
  void foldedPreferencesKeepBrierAndLogLoss() {
    double[] p = {0.9, 0.3, 0.5, 0.65};
    Forecasts folded = Forecasts.folded(p);
    assertArrayEquals(new double[] {0.9, 0.7, 0.5, 0.65}, folded.probability(), 1e-12);
    assertArrayEquals(new double[] {1, 0, 0.5, 1}, folded.outcome());
    Forecasts plain = Forecasts.of(p, new double[] {1, 1, 1, 1});
    // a tie has outcome one half: no squared error there, and the same log loss
    assertEquals(4 * plain.brier() - 0.25, 4 * folded.brier(), 1e-12);
    assertEquals(plain.logLoss(), folded.logLoss(), 1e-12);
  }

  @Test
  void wilsonByHand() {
    // 8 of 10: Agresti and Coull 1998 give 0.490 to 0.943
    Bin bin = new Bin(10, 7, 8);
    assertEquals(0.490, bin.interval().low(), 5e-4);
    assertEquals(0.943, bin.interval().high(), 5e-4);
    assertEquals(0, new Bin(3, 1, 0).interval().low(), 1e-12);
  }

  @Test
  void aCalibratedForecasterHasTheErrorOfChance() {
    RandomGenerator random = RandomStream.ofSeed(6).generator();
    double[] p = random.doubles(300).toArray();
    double[] y = Arrays.stream(p).map(x -> random.nextDouble() < x ? 1 : 0).toArray();
    Scores calibrated = Scores.of(Forecasts.of(p, y), 10, 200, RandomStream.ofSeed(7));
    double chance = calibrated.byChance().get(Binning.EQUAL_WIDTH);
    // about sqrt(2 p (1-p) / (pi n)) a bin: positive without any fault
    assertTrue(chance > 0.02 && chance < 0.08, () -> "" + chance);
    assertEquals(chance, calibrated.values().get(0), 0.04);
    double[] wrong = Arrays.stream(p).map(x -> random.nextDouble() < 0.5 ? 1 : 0).toArray();
    Scores unsure = Scores.of(Forecasts.of(p, wrong), 10, 200, RandomStream.ofSeed(7));
    // E|p - 1/2| of a uniform p
    assertEquals(0.25, unsure.values().get(0), 0.05);
    assertTrue(unsure.replicates().get(0).interval(0.95).low() > 2 * chance);
  }

  @Test
  void whatBelongsTogetherIsResampledTogether() {
    int n = 400;
    double[] p = new double[n];
    double[] y = new double[n];
    int[] texts = new int[n];
    RandomGenerator random = RandomStream.ofSeed(8).generator();
    for (int i = 0; i < n; i++) {
      texts[i] = i / 10;
      p[i] = 0.5;
      y[i] = i % 10 == 0 ? random.nextInt(2) : y[i - 1];
    }
    int brier = Scores.NAMES.indexOf("accuracy");
    double alone =
        Scores.of(Forecasts.of(p, y), 5, 400, RandomStream.ofSeed(1))
            .replicates()
            .get(brier)
            .standardError();
    double grouped =
        Scores.of(new Forecasts(p, y, texts), 5, 400, RandomStream.ofSeed(1))
            .replicates()
            .get(brier)
            .standardError();
    assertEquals(Math.sqrt(10), grouped / alone, 0.6);
    assertEquals(List.of("ECE", "ECE, equal mass"), Scores.NAMES.subList(0, 2));
  }
}
