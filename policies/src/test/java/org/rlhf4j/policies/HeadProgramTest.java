package org.rlhf4j.policies;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The written-out passes of the vocabulary's heads against a twin in doubles. */
class HeadProgramTest {

  private static final int N = 5;
  private static final int D = 3;
  private static final int OTHER_D = 2;
  private static final int V = 7;
  private static final double TEMPERATURE = 0.7;
  private static final long[] TARGETS = {0, 6, 3, 3, 1};

  private final Random random = new Random(4);
  private final double[] hidden = normal(N * D);
  private final double[] matrix = normal(V * D);
  private final double[] otherHidden = normal(N * OTHER_D);
  private final double[] otherMatrix = normal(V * OTHER_D);
  private final double[] slopes = normal(3 * N);

  private double[] normal(int n) {
    return IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  private static double[][] logProbs(double[] h, double[] m, int width) {
    double[][] all = new double[N][V];
    for (int i = 0; i < N; i++) {
      double sum = 0;
      for (int v = 0; v < V; v++) {
        for (int k = 0; k < width; k++) {
          all[i][v] += h[i * width + k] * m[v * width + k] / TEMPERATURE;
        }
        sum += Math.exp(all[i][v]);
      }
      for (int v = 0; v < V; v++) {
        all[i][v] -= Math.log(sum);
      }
    }
    return all;
  }

  /** Log-probabilities of targets, entropies and divergences, one after another. */
  private double[] twin() {
    double[][] q = logProbs(hidden, matrix, D);
    double[][] r = logProbs(otherHidden, otherMatrix, OTHER_D);
    double[] all = new double[3 * N];
    for (int i = 0; i < N; i++) {
      all[i] = q[i][(int) TARGETS[i]];
      for (int v = 0; v < V; v++) {
        all[N + i] -= Math.exp(q[i][v]) * q[i][v];
        all[2 * N + i] += Math.exp(q[i][v]) * (q[i][v] - r[i][v]);
      }
    }
    return all;
  }

  private double loss(int kinds) {
    double[] all = twin();
    return IntStream.range(0, kinds * N).mapToDouble(i -> slopes[i] * all[i]).sum();
  }

  private double[] differences(double[] x, int kinds) {
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double at = x[i];
      x[i] = at + 1e-5;
      double up = loss(kinds);
      x[i] = at - 1e-5;
      gradient[i] = (up - loss(kinds)) / 2e-5;
      x[i] = at;
    }
    return gradient;
  }

  // Chunks that do not divide the five positions, and one that holds them all.
  @ParameterizedTest
  @CsvSource({"1, 2", "1, 5", "1, 16", "2, 2", "2, 16", "3, 2", "3, 5"})
  void agreesWithTheTwin(int kinds, int chunk) {
    try (PtNDManager scope = Torch.manager(Device.cpu());
        Program program = Program.load("Head", Map.of(), scope)) {
      PtNDArray h = tensor(scope, hidden, N, D);
      PtNDArray m = tensor(scope, matrix, V, D);
      PtNDArray targets = Torch.longs(scope, TARGETS, N);
      PtNDArray oh = tensor(scope, kinds == 3 ? otherHidden : new double[0], -1, OTHER_D);
      PtNDArray om = tensor(scope, otherMatrix, V, OTHER_D);
      PtNDArray g = tensor(scope, java.util.Arrays.copyOf(slopes, kinds * N), kinds, N);
      PtNDArray dm = tensor(scope, new double[V * D], V, D);
      PtNDArray buffer = program.tensor(scope, "buffer", h, Math.min(N, chunk) * kinds, V);
      PtNDArray x;
      PtNDArray dh;
      if (kinds == 1) {
        x = program.tensor(scope, "score", h, m, targets, TEMPERATURE, chunk, buffer);
        dh = program.tensor(scope, "backward", h, m, targets, g, dm, TEMPERATURE, chunk, buffer);
      } else {
        x =
            program.tensor(
                scope, "distributions", h, m, targets, oh, om, TEMPERATURE, chunk, buffer);
        dh =
            program.tensor(
                scope,
                "distributions_backward",
                h,
                m,
                targets,
                oh,
                om,
                x,
                g,
                dm,
                TEMPERATURE,
                chunk,
                buffer);
      }
      assertEquals(kinds, x.getShape().get(0));
      assertArrayEquals(java.util.Arrays.copyOf(twin(), kinds * N), doubles(x), 1e-5);
      assertArrayEquals(differences(hidden, kinds), doubles(dh), 1e-4);
      assertArrayEquals(differences(matrix, kinds), doubles(dm), 1e-4);
    }
  }

  private static PtNDArray tensor(PtNDManager scope, double[] x, int rows, int width) {
    float[] narrow = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      narrow[i] = (float) x[i];
    }
    return Torch.floats(scope, narrow, rows < 0 ? x.length / width : rows, width);
  }

  private static double[] doubles(PtNDArray x) {
    float[] y = x.toFloatArray();
    return IntStream.range(0, y.length).mapToDouble(i -> y[i]).toArray();
  }
}
