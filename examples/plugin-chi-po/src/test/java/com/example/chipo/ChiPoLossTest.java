package com.example.chipo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.pairs.Pairs;
import org.rlhf4j.testkit.Gradients;

/** The loss against itself in plain Java, and its gradient against finite differences. */
final class ChiPoLossTest {
  private static final double BETA = 0.5;

  /** Two pairs: four answers of at most two tokens, the third of one. */
  private static final Shape SHAPE = new Shape(4, 2);

  private static final double[] LOG_PROBS = {-1, -0.5, -2, -1.5, -0.25, 0, -1, -3};
  private static final double[] REFERENCE = {-1.5, -0.5, -1, -1, -2, 0, -1.25, -2};
  private static final double[] MASK = {1, 1, 1, 1, 1, 0, 1, 1};

  private static Gradients.Loss loss(double clip) {
    return (manager, logProbs) ->
        new ChiPo.Loss(BETA, clip)
            .of(new Pairs(logProbs, matrix(manager, REFERENCE), matrix(manager, MASK), 2, 3));
  }

  private static NDArray matrix(NDManager manager, double[] values) {
    return manager.create(values, SHAPE);
  }

  // region twin
  /** The equation of the Javadoc, in doubles. */
  private static double twin(double chosen, double rejected, double clip) {
    double margin = BETA * (Math.exp(chosen) + chosen - Math.exp(rejected) - rejected);
    double clipped = Math.max(-clip, Math.min(clip, margin));
    return Math.log1p(Math.exp(-clipped));
  }

  @Test
  void isItsEquation() {
    double first = twin(0.5, -1.5, 10);
    double second = twin(1.75, -0.75, 10);
    assertEquals((first + second) / 2, Gradients.value(loss(10), LOG_PROBS, SHAPE), 1e-12);
  }

  // endregion

  @Test
  void startsAtLnTwo() {
    double[] same = {-1.5, -0.5, -1, -1, -2, 0, -1.25, -2};
    assertEquals(Math.log(2), Gradients.value(loss(10), same, SHAPE), 1e-12);
  }

  @Test
  void aClippedMarginHasNoGradient() {
    double clip = 1.5; // the first margin is 1.7, the second 4.0
    assertEquals(
        Math.log1p(Math.exp(-clip)), Gradients.value(loss(clip), LOG_PROBS, SHAPE), 1e-12);
    for (double g : Gradients.gradient(loss(clip), LOG_PROBS, SHAPE)) {
      assertEquals(0, g);
    }
  }

  // region gradient
  @Test
  void theGradientIsThatOfTheValue() {
    Gradients.assertGradient(loss(10), LOG_PROBS, SHAPE, 1e-7);
  }

  // endregion

  /** e^800 is no double: without its limit, infinity times 0 would be the gradient. */
  @Test
  void aHugeRatioHasAGradient() {
    double[] huge = LOG_PROBS.clone();
    huge[0] = 800;
    double[] gradient = Gradients.gradient(loss(10), huge, SHAPE);
    assertEquals(0, gradient[0]);
    assertEquals(Gradients.gradient(loss(10), LOG_PROBS, SHAPE)[4], gradient[4], 1e-12);
  }
}
