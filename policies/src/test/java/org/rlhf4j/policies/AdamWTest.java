package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.AdamWStep;

/** The fused step against AdamW written out in doubles. */
class AdamWTest {

  @Test
  void agreesWithTheEquations() {
    int n = 12;
    Random random = new Random(3);
    float[] start = new float[n];
    for (int i = 0; i < n; i++) {
      start[i] = (float) random.nextGaussian();
    }
    double[] matrix = doubles(start);
    double[] gain = doubles(start);
    double[][] moments = new double[4][n];
    try (PtNDManager manager = Torch.manager(Device.cpu());
        Program program = Program.load("Head", Map.of(), manager)) {
      PtNDArray a = Torch.floats(manager, start, 3, 4);
      PtNDArray b = Torch.floats(manager, start, n);
      try (Moments fused =
          new Moments(
              manager,
              program,
              List.of(new Parameter(b, false), new Parameter(a, true)),
              TransformerOptions.Dtype.FLOAT32)) {
        for (int t = 1; t <= 8; t++) {
          AdamWStep s = new AdamWStep(0.1 / t, 0.8, 0.95, 1e-6, 0.3, t % 2 == 0 ? 0 : 1.5);
          // The gradient of sum(x^2) / 2 at both: x itself.
          double norm = 0;
          for (int i = 0; i < n; i++) {
            norm += matrix[i] * matrix[i] + gain[i] * gain[i];
          }
          norm = Math.sqrt(norm);
          backward(manager, a);
          backward(manager, b);
          assertEquals(norm, fused.step(s), 1e-4);
          double scale = s.maxGradNorm() > 0 ? Math.min(1, s.maxGradNorm() / (norm + 1e-6)) : 1;
          slowStep(matrix, moments[0], moments[1], s, s.weightDecay(), scale, t);
          slowStep(gain, moments[2], moments[3], s, 0, scale, t);
          assertArrayEquals(matrix, doubles(plain(a)), 1e-5, "step " + t);
          assertArrayEquals(gain, doubles(plain(b)), 1e-5, "step " + t);
        }
      }
    }
  }

  private static void slowStep(
      double[] x, double[] m, double[] v, AdamWStep s, double decay, double scale, int t) {
    for (int i = 0; i < x.length; i++) {
      double g = scale * x[i];
      m[i] = s.beta1() * m[i] + (1 - s.beta1()) * g;
      v[i] = s.beta2() * v[i] + (1 - s.beta2()) * g * g;
      double mean = m[i] / (1 - Math.pow(s.beta1(), t));
      double square = v[i] / (1 - Math.pow(s.beta2(), t));
      x[i] =
          x[i] * (1 - s.learningRate() * decay)
              - s.learningRate() * mean / (Math.sqrt(square) + s.epsilon());
    }
  }

  private static void backward(PtNDManager manager, PtNDArray x) {
    JniUtils.setGradMode(true);
    PtNDArray half = (PtNDArray) Scalars.times(x.square().sum(), 0.5);
    JniUtils.backward(half, (PtNDArray) manager.ones(half.getShape()), false, false);
    JniUtils.setGradMode(false);
  }

  private static float[] plain(PtNDArray x) {
    return JniUtils.detachGradient(x).toFloatArray();
  }

  private static double[] doubles(float[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }
}
