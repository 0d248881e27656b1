package org.rlhf4j.evaluators.leaderboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;

/**
 * Strengths theta under which player i beats player j with probability sigmoid(theta_i - theta_j)
 * (Bradley and Terry, "Rank Analysis of Incomplete Block Designs", Biometrika 39, 1952), by maximum
 * likelihood; a tie is half a win for each. Newton's method with halved steps. The maximum exists,
 * and is unique up to a constant, if and only if every player is reached from every other one along
 * won games (Ford, "Solution of a Ranking Problem from Binary Comparisons", 1957); see {@link
 * Connectedness}.
 *
 * @param prior how many more games each player is taken to have tied with a player of strength 0;
 *     above 0 strengths always exist, drawn to each other; 0 for maximum likelihood
 */
record BradleyTerry(double prior) {

  /** Points of Elo's scale to a unit of log-odds: 400 / ln 10. */
  static final double ELO_POINTS = 400 / Math.log(10);

  private static final int MOST_STEPS = 200;
  private static final double TOLERANCE = 1e-11;

  /**
   * The strengths, as natural log-odds, with mean 0.
   *
   * @param scores entry (i, j) is what player i scored against player j
   * @return all NaN where the maximum does not exist
   */
  double[] fit(double[][] scores) {
    int n = scores.length;
    double[] theta = new double[n];
    if (prior == 0 && !Connectedness.of(scores).strong()) {
      Arrays.fill(theta, Double.NaN);
      return theta;
    }
    double loss = loss(scores, theta);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] direction = direction(scores, theta);
      double size = 1;
      double largest;
      double[] next;
      double nextLoss;
      while (true) {
        next = theta.clone();
        largest = 0;
        for (int i = 0; i < n; i++) {
          next[i] += size * direction[i];
          largest = Math.max(largest, Math.abs(size * direction[i]));
        }
        nextLoss = loss(scores, next);
        // near the minimum a better point differs by rounding alone
        if (nextLoss <= loss + 1e-12 * (1 + loss) || largest < TOLERANCE) {
          break;
        }
        size /= 2;
      }
      theta = next;
      loss = nextLoss;
      if (largest < TOLERANCE) {
        return centred(theta);
      }
    }
    throw new IllegalStateException("Newton's method did not settle: " + loss);
  }

  /**
   * Standard errors of strengths from the sandwich, games on one prompt being one observation: the
   * inverse of the curvature around the sum of squared scores (Huber 1967; White, "Maximum
   * Likelihood Estimation of Misspecified Models", Econometrica 50(1), 1982), times clusters /
   * (clusters - 1). It holds whether or not ties and double orders make games depend on each other.
   *
   * @param byPrompt games by their prompt; those without games do not count
   * @param theta what {@link #fit} gave for all of them
   * @return NaN where there are fewer than two prompts, or no strengths
   */
  double[] standardErrors(List<List<Games.Game>> byPrompt, double[] theta) {
    int n = theta.length;
    double[] variance = new double[n];
    List<List<Games.Game>> played = byPrompt.stream().filter(g -> !g.isEmpty()).toList();
    if (played.size() < 2 || Double.isNaN(theta[0])) {
      Arrays.fill(variance, Double.NaN);
      return variance;
    }
    double[][] scores = Games.scores(n, played.stream().flatMap(List::stream).toList());
    DecompositionSolver curvature = solver(curvature(scores, theta));
    double[] mean = new double[n];
    List<double[]> surpluses = new ArrayList<>();
    for (List<Games.Game> games : played) {
      double[] surplus = new double[n];
      for (Games.Game game : games) {
        double p = 1 / (1 + Math.exp(theta[game.second()] - theta[game.first()]));
        surplus[game.first()] += game.score() - p;
        surplus[game.second()] -= game.score() - p;
      }
      surpluses.add(surplus);
      for (int i = 0; i < n; i++) {
        mean[i] += surplus[i] / played.size();
      }
    }
    for (double[] surplus : surpluses) {
      for (int i = 0; i < n; i++) {
        surplus[i] -= mean[i];
      }
      double[] influence = centred(curvature.solve(new ArrayRealVector(surplus, false)).toArray());
      for (int i = 0; i < n; i++) {
        variance[i] += influence[i] * influence[i];
      }
    }
    double correction = played.size() / (played.size() - 1.0);
    return Arrays.stream(variance).map(v -> Math.sqrt(correction * v)).toArray();
  }

  /** Minus the log-likelihood, and minus the prior's logarithm. */
  double loss(double[][] scores, double[] theta) {
    double loss = 0;
    for (int i = 0; i < theta.length; i++) {
      for (int j = 0; j < theta.length; j++) {
        if (scores[i][j] > 0) {
          loss += scores[i][j] * softPlus(theta[j] - theta[i]);
        }
      }
      loss += 0.5 * prior * (softPlus(theta[i]) + softPlus(-theta[i]));
    }
    return loss;
  }

  private double[] direction(double[][] scores, double[] theta) {
    int n = theta.length;
    double[] gradient = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double games = scores[i][j] + scores[j][i];
        double surplus = scores[i][j] - games / (1 + Math.exp(theta[j] - theta[i]));
        gradient[i] += surplus;
        gradient[j] -= surplus;
      }
      gradient[i] += prior * (0.5 - 1 / (1 + Math.exp(-theta[i])));
    }
    return solver(curvature(scores, theta)).solve(new ArrayRealVector(gradient, false)).toArray();
  }

  /** Second derivatives of the loss; without a prior the sum of strengths is held as well. */
  private double[][] curvature(double[][] scores, double[] theta) {
    int n = theta.length;
    double[][] hessian = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double games = scores[i][j] + scores[j][i];
        double p = 1 / (1 + Math.exp(theta[j] - theta[i]));
        double curvature = games * p * (1 - p);
        hessian[i][i] += curvature;
        hessian[j][j] += curvature;
        hessian[i][j] -= curvature;
        hessian[j][i] -= curvature;
      }
      double p = 1 / (1 + Math.exp(-theta[i]));
      hessian[i][i] += prior * p * (1 - p);
    }
    if (prior == 0) {
      // the sum of strengths is free; this keeps it as it is
      for (double[] row : hessian) {
        for (int j = 0; j < n; j++) {
          row[j] += 1.0 / n;
        }
      }
    }
    return hessian;
  }

  private static DecompositionSolver solver(double[][] matrix) {
    return new CholeskyDecomposition(new Array2DRowRealMatrix(matrix, false), 1e-9, 0).getSolver();
  }

  private static double[] centred(double[] theta) {
    double mean = 0;
    for (double t : theta) {
      mean += t / theta.length;
    }
    double[] centred = theta.clone();
    for (int i = 0; i < centred.length; i++) {
      centred[i] -= mean;
    }
    return centred;
  }

  private static double softPlus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
