package org.rlhf4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.LogSigmoid;

/** The function lives in the API; its test lives here, where there is an engine. */
final class LogSigmoidTest {

  private static final float[] POINTS = {
    -1000, -100, -50, -21, -20, -19, -1, -1e-4f, 0, 1e-4f, 1, 15, 19, 20, 21, 88, 100, 1000
  };

  /** log(1 / (1 + exp(-x))) in double precision, by whichever form does not overflow. */
  private static double twin(double x) {
    return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }

  @Test
  void agreesWithDoublePrecisionToTheLastDigitsOfAFloat() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] values = LogSigmoid.of(manager.create(POINTS)).toFloatArray();
      for (int i = 0; i < POINTS.length; i++) {
        double exact = twin(POINTS[i]);
        assertEquals(exact, values[i], 1e-6 * Math.abs(exact) + 1e-37, "at " + POINTS[i]);
      }
    }
  }

  @Test
  void gradientIsFiniteEverywhereAndOneHalfAtZero() {
    try (NDManager manager = NDManager.newBaseManager();
        GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray x = manager.create(POINTS);
      x.setRequiresGradient(true);
      collector.backward(LogSigmoid.of(x).sum());
      float[] gradient = x.getGradient().toFloatArray();
      for (int i = 0; i < POINTS.length; i++) {
        assertEquals(1 / (1 + Math.exp(POINTS[i])), gradient[i], 1e-6, "at " + POINTS[i]);
        if (POINTS[i] == 0) {
          assertEquals(0.5f, gradient[i]);
        }
      }
    }
  }
}
