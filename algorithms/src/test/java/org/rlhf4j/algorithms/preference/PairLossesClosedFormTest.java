package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rlhf4j.algorithms.Tasks;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.pairs.PairLoss;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.api.pairs.Pairs.Scale;
import org.rlhf4j.testkit.Gradients;

/** One pair with answers of one token, a reference of probability 1, and paper and pencil. */
final class PairLossesClosedFormTest {

  private static final Shape PAIR = new Shape(2, 1);

  private static Gradients.Loss onePair(PairLoss loss) {
    return (m, x) -> loss.of(new Pairs(x, m.zeros(PAIR), m.ones(PAIR), 1, 1));
  }

  private static double value(PairLoss loss, double chosen, double rejected) {
    return Gradients.value(onePair(loss), new double[] {chosen, rejected}, PAIR);
  }

  private static double[] gradient(PairLoss loss, double chosen, double rejected) {
    return Gradients.gradient(onePair(loss), new double[] {chosen, rejected}, PAIR);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5})
  void conservativeDpoStartsAtLnTwoAndWantsTheLogOddsOfRightLabels(double smoothing) {
    Dpo.Loss loss = new Dpo.Loss(0.1, smoothing);
    assertEquals(Math.log(2), value(loss, -1, -1), 1e-15);
    double slope = 0.1 * (0.5 - smoothing);
    assertArrayEquals(new double[] {-slope, slope}, gradient(loss, -1, -1), 1e-15);
  }

  @Test
  void conservativeDpoRestsAtTheLogOddsOfRightLabels() {
    double[] none = gradient(new Dpo.Loss(2, 0.2), Math.log(4) / 2, 0);
    assertArrayEquals(new double[] {0, 0}, none, 1e-15);
  }

  /** (1 - eps) L(label) + eps L(other label) is the DPO loss of the true label. */
  @Test
  void robustDpoIsUnbiasedOverFlips() {
    RandomStream random = Tasks.RANDOM.child("robust");
    RobustDpo.Loss robust = new RobustDpo.Loss(0.7, 0.3);
    Dpo.Loss clean = new Dpo.Loss(0.7, 0);
    for (int i = 0; i < 4; i++) {
      double w = -5 * random.uniform(i, 0);
      double l = -5 * random.uniform(i, 1);
      double mean = 0.7 * value(robust, w, l) + 0.3 * value(robust, l, w);
      assertEquals(value(clean, w, l), mean, 1e-13);
      double[] asLabelled = gradient(robust, w, l);
      double[] flipped = gradient(robust, l, w);
      double slope = 0.7 * asLabelled[0] + 0.3 * flipped[1];
      assertEquals(gradient(clean, w, l)[0], slope, 1e-13);
    }
  }

  @Test
  void robustDpoWithoutFlipsIsDpo() {
    assertEquals(
        value(new Dpo.Loss(0.3, 0), -1, -4), value(new RobustDpo.Loss(0.3, 0), -1, -4), 1e-15);
  }

  @Test
  void hingeIsOneAtTheStartAndNothingBeyondItsMargin() {
    Hinge.Loss loss = new Hinge.Loss(0.5);
    assertEquals(1, value(loss, -3, -3), 1e-15);
    assertArrayEquals(new double[] {-0.5, 0.5}, gradient(loss, -3, -3), 1e-15);
    assertEquals(0, value(loss, -1, -3.5), 1e-15);
    assertArrayEquals(new double[] {0, 0}, gradient(loss, -1, -3.5), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0.1, SUM", "0.5, SUM", "0.1, TOKEN_MEAN"})
  void ipoStartsAtItsTargetSquaredAndRestsThere(double beta, Scale scale) {
    Ipo.Loss loss = new Ipo.Loss(beta, scale);
    double target = 1 / (2 * beta);
    assertEquals(target * target, value(loss, -2, -2), 1e-12);
    assertEquals(0, value(loss, 0, -target), 1e-12);
    assertArrayEquals(new double[] {0, 0}, gradient(loss, 0, -target), 1e-12);
    assertEquals(1, value(loss, 0, -target - 1), 1e-12, "too much is wrong as well");
  }

  @Test
  void simpoIsSoftplusOfGammaAtEqualRewards() {
    Simpo.Loss loss = new Simpo.Loss(2, Math.log(3));
    assertEquals(Math.log(4), value(loss, -1, -1), 1e-14);
    assertEquals(Math.log(2), value(loss, -1, -1 - Math.log(3) / 2), 1e-14);
  }

  @Test
  void ktoWeighsGainsAndLosses() {
    assertEquals(0.5 * (1.5 + 0.5) / 2, value(new Kto.Loss(0.1, 1.5, 0.5, 0), 0, 0), 1e-15);
    double ln3 = Math.log(3);
    assertEquals(1 / 4.0, value(new Kto.Loss(1, 1, 1, 0), ln3, -ln3), 1e-15);
    // at the reference point a gain is worth one half
    assertEquals((1 / 2.0 + 1 / 4.0) / 2, value(new Kto.Loss(1, 1, 1, ln3), ln3, 0), 1e-15);
    double slope = 0.1 / 4 / 2;
    assertArrayEquals(
        new double[] {-1.5 * slope, 0.5 * slope},
        gradient(new Kto.Loss(0.1, 1.5, 0.5, 0), 0, 0),
        1e-15);
  }

  @Test
  void orpoAddsTheLogOddsRatioToImitation() {
    double half = Math.log(1 / 2.0);
    assertEquals(Math.log(2) * 1.1, value(new Orpo.Loss(0.1), half, half), 1e-14);
    double[] odds = {Math.log(3 / 4.0), Math.log(1 / 4.0)}; // 3 and 1/3
    assertEquals(
        Math.log(4 / 3.0) + 0.1 * Math.log(10 / 9.0),
        value(new Orpo.Loss(0.1), odds[0], odds[1]),
        1e-14);
    assertEquals(Math.log(3), Orpo.Loss.logOdds(odds[0]), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"-1e-9, -300", "-300, -1e-9", "0, -0.5", "-0.5, 0"})
  void orpoIsFiniteWhereProbabilitiesAreZeroOrOne(double chosen, double rejected) {
    Orpo.Loss loss = new Orpo.Loss(0.1);
    double big = -Math.log(Math.expm1(1e-6));
    double difference = odds(chosen, big) - odds(rejected, big);
    double expected = -chosen + 0.1 * Math.log1p(Math.exp(-difference));
    assertEquals(expected, value(loss, chosen, rejected), 1e-6);
    for (double slope : gradient(loss, chosen, rejected)) {
      assertTrue(Double.isFinite(slope), "slope " + slope);
    }
  }

  private static double odds(double logProb, double most) {
    return logProb > -1e-6 ? most : -Math.log(Math.expm1(-logProb));
  }

  /** Sums near -1500 have a rounding error of 6e-5 in fp32; their difference has none. */
  @Test
  void takesTheReferenceOffTokenByToken() {
    int tokens = 300;
    float step = 0x1p-19f;
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = new Shape(2, tokens);
      NDArray reference = manager.full(shape, -5f);
      NDArray policy = reference.add(step);
      Pairs pairs = new Pairs(policy, reference, manager.ones(shape), 1, tokens);
      assertEquals(tokens * step, pairs.logRatios(Scale.SUM).w().getFloat(), 1e-9);
      assertEquals(step, pairs.logRatios(Scale.TOKEN_MEAN).l().getFloat(), 1e-12);
    }
  }

  @Test
  void aLossThatNeedsAReferenceSaysSo() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray ones = manager.ones(PAIR);
      Pairs pairs = new Pairs(ones, null, ones, 1, 1);
      assertThrows(IllegalStateException.class, () -> new Dpo.Loss(1, 0).of(pairs));
    }
  }
}
