package org.rlhf4j.algorithms.preference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.testkit.Gradients;

final class DpoLossTest {

  private static final Shape PAIR = new Shape(2, 1);

  /** The loss of one pair with answers of one token and a reference of probability 1. */
  private static Gradients.Loss onePair(double beta) {
    return (m, x) -> new Dpo.Loss(beta, 0).of(new Pairs(x, m.zeros(PAIR), m.ones(PAIR), 1, 1));
  }

  @Test
  void isLnTwoWherePolicyAndReferenceAgree() {
    assertEquals(Math.log(2), Gradients.value(onePair(0.1), new double[] {0, 0}, PAIR), 1e-15);
  }

  @Test
  void theGradientAtTheStartIsHalfOfBeta() {
    double[] gradient = Gradients.gradient(onePair(0.1), new double[] {0, 0}, PAIR);
    assertArrayEquals(new double[] {-0.05, 0.05}, gradient, 1e-15);
  }

  @Test
  void threeToOneIsLogOfFourThirds() {
    double[] margin = {Math.log(3), 0};
    assertEquals(Math.log(4 / 3.0), Gradients.value(onePair(1), margin, PAIR), 1e-15);
    double[] gradient = Gradients.gradient(onePair(1), margin, PAIR);
    assertArrayEquals(new double[] {-1 / 4.0, 1 / 4.0}, gradient, 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0, 0", "-1000, 1000, -1"})
  void extremeMarginsDoNotOverflow(double margin, double value, double slope) {
    double[] x = {margin, 0};
    assertEquals(value, Gradients.value(onePair(1), x, PAIR), 1e-12);
    assertArrayEquals(new double[] {slope, -slope}, Gradients.gradient(onePair(1), x, PAIR), 1e-12);
  }
}
