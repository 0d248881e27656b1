package org.rlhf4j.evaluators.winrate;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * Logistic regression on labels in [0, 1] with a quadratic penalty: the b that minimises
 *
 * <pre>  sum_i w_i H(y_i, sigmoid(x_i . b)) + 1/2 sum_k penalty_k (b_k - centre_k)^2
 * </pre>
 *
 * <p>with H the cross-entropy in nats, by Newton's method with halved steps. The sum is strictly
 * convex where all penalties are positive, so there is one minimum and it is found from any start.
 *
 * @param penalty one for each coefficient, all positive
 * @param centre what each coefficient is drawn to
 */
record PenalisedLogistic(double[] penalty, double[] centre) {

  private static final int MOST_STEPS = 200;

  /** A change of coefficients that ends the search. */
  private static final double TOLERANCE = 1e-11;

  /**
   * The minimum.
   *
   * @param x rows of features
   * @param y labels in [0, 1]
   * @param w weights, not negative
   * @param start where the search begins
   */
  double[] fit(double[][] x, double[] y, double[] w, double[] start) {
    int k = penalty.length;
    double[] b = start.clone();
    double loss = loss(x, y, w, b);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] direction = direction(x, y, w, b);
      double size = 1;
      double largest = 0;
      double[] next;
      double nextLoss;
      while (true) {
        next = b.clone();
        largest = 0;
        for (int j = 0; j < k; j++) {
          next[j] += size * direction[j];
          largest = Math.max(largest, Math.abs(size * direction[j]));
        }
        nextLoss = loss(x, y, w, next);
        // near the minimum a better point differs by rounding alone
        if (nextLoss <= loss + 1e-12 * (1 + Math.abs(loss)) || largest < TOLERANCE) {
          break;
        }
        size /= 2;
      }
      b = next;
      loss = nextLoss;
      if (largest < TOLERANCE) {
        return b;
      }
    }
    throw new IllegalStateException("Newton's method did not settle: " + loss);
  }

  private double[] direction(double[][] x, double[] y, double[] w, double[] b) {
    int k = penalty.length;
    double[] gradient = new double[k];
    double[][] hessian = new double[k][k];
    for (int i = 0; i < x.length; i++) {
      if (w[i] == 0) {
        continue;
      }
      double p = sigmoid(dot(x[i], b));
      double residual = w[i] * (y[i] - p);
      double curvature = w[i] * p * (1 - p);
      for (int r = 0; r < k; r++) {
        gradient[r] += residual * x[i][r];
        for (int c = 0; c <= r; c++) {
          hessian[r][c] += curvature * x[i][r] * x[i][c];
        }
      }
    }
    for (int r = 0; r < k; r++) {
      gradient[r] -= penalty[r] * (b[r] - centre[r]);
      hessian[r][r] += penalty[r];
      for (int c = 0; c < r; c++) {
        hessian[c][r] = hessian[r][c];
      }
    }
    return solve(hessian, gradient);
  }

  private double loss(double[][] x, double[] y, double[] w, double[] b) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      if (w[i] != 0) {
        sum += w[i] * crossEntropy(y[i], dot(x[i], b));
      }
    }
    for (int k = 0; k < penalty.length; k++) {
      sum += 0.5 * penalty[k] * (b[k] - centre[k]) * (b[k] - centre[k]);
    }
    return sum;
  }

  private static double dot(double[] x, double[] b) {
    double sum = 0;
    for (int k = 0; k < b.length; k++) {
      sum += x[k] * b[k];
    }
    return sum;
  }

  /** Solves a system whose matrix is symmetric and positive definite. */
  static double[] solve(double[][] matrix, double[] right) {
    return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix, false))
        .getSolver()
        .solve(new ArrayRealVector(right, false))
        .toArray();
  }

  /** 1 / (1 + exp(-z)). */
  static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }

  /** -y ln sigmoid(z) - (1 - y) ln sigmoid(-z), in nats. */
  static double crossEntropy(double y, double z) {
    return Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PenalisedLogistic that
        && Arrays.equals(penalty, that.penalty)
        && Arrays.equals(centre, that.centre);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(penalty) + Arrays.hashCode(centre);
  }
}
