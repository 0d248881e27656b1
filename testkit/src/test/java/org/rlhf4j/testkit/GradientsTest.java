package org.rlhf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

final class GradientsTest {

  private static final double[] X = {1, -2};
  private static final Shape SHAPE = new Shape(2);

  @Test
  void theGradientOfASquareIsTwiceTheNumber() {
    Gradients.Loss square = (manager, x) -> x.square().sum();
    assertEquals(5, Gradients.value(square, X, SHAPE));
    assertArrayEquals(new double[] {2, -4}, Gradients.gradient(square, X, SHAPE));
    Gradients.assertGradient(square, X, SHAPE, 1e-8);
  }

  @Test
  void aLossThatHidesAPartFromTheEngineIsFound() {
    Gradients.Loss detached = (manager, x) -> x.mul(x.stopGradient()).sum();
    assertThrows(AssertionError.class, () -> Gradients.assertGradient(detached, X, SHAPE, 1e-8));
  }
}
