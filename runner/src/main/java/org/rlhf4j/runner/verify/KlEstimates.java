package org.rlhf4j.runner.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.TokenScores;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.testkit.Exact;

/**
 * Bias and spread of the estimators of KL(pi || ref), by the sum over all completions and not by
 * sampling: exact but for the rounding of log-probabilities.
 */
public final class KlEstimates {

  /**
   * One estimator.
   *
   * @param estimator its name
   * @param scope {@code sequence}: of the log-ratio of the whole answer; {@code token}: the sum of
   *     those of its tokens
   * @param exact the divergence in nats, mean over prompts
   * @param mean expectation of the estimator
   * @param deviation standard deviation of a single estimate
   */
  public record Row(
      KlEstimator estimator, String scope, double exact, double mean, double deviation) {

    double bias() {
      return mean - exact;
    }

    /** Whether theory says that its expectation is the divergence. */
    boolean unbiased() {
      return estimator == KlEstimator.K1 || estimator == KlEstimator.K3;
    }

    /** Whether its expectation is what theory says; nothing is claimed for those with a bias. */
    boolean holds() {
      return !unbiased() || Math.abs(bias()) <= TOLERANCE;
    }
  }

  /** How near an unbiased estimator comes: single precision leaves about a millionth. */
  static final double TOLERANCE = 1e-5;

  private KlEstimates() {}

  static List<Row> of(Oracle oracle, Policy policy) {
    double[][] p = oracle.distributions(policy);
    double exact = 0;
    for (int i = 0; i < p.length; i++) {
      exact += Exact.kl(p[i], oracle.references()[i]) / p.length;
    }
    List<double[]> logRatios = new ArrayList<>(); // of tokens, all completions of all prompts
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      int[] start = policy.encode(oracle.prompts().get(i));
      List<TokenRow> rows = oracle.completions().stream().map(c -> new TokenRow(start, c)).toList();
      List<TokenScores> own = policy.likelihood().orElseThrow().score(rows, 1);
      List<TokenScores> reference = oracle.reference().score(rows, 1);
      for (int y = 0; y < rows.size(); y++) {
        double[] ratios = new double[own.get(y).logProbs().length];
        for (int t = 0; t < ratios.length; t++) {
          ratios[t] = (double) own.get(y).logProbs()[t] - reference.get(y).logProbs()[t];
        }
        logRatios.add(ratios);
        weights.add(p[i][y] / p.length);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (KlEstimator estimator : KlEstimator.values()) {
      rows.add(row(estimator, "sequence", exact, logRatios, weights, r -> estimator.of(sum(r))));
      rows.add(
          row(
              estimator,
              "token",
              exact,
              logRatios,
              weights,
              r -> {
                double estimate = 0;
                for (double x : r) {
                  estimate += estimator.of(x);
                }
                return estimate;
              }));
    }
    return rows;
  }

  private static double sum(double[] x) {
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    return sum;
  }

  private static Row row(
      KlEstimator estimator,
      String scope,
      double exact,
      List<double[]> logRatios,
      List<Double> weights,
      ToDoubleFunction<double[]> estimate) {
    double mean = 0;
    double square = 0;
    for (int i = 0; i < weights.size(); i++) {
      double x = estimate.applyAsDouble(logRatios.get(i));
      mean += weights.get(i) * x;
      square += weights.get(i) * x * x;
    }
    return new Row(estimator, scope, exact, mean, Math.sqrt(Math.max(0, square - mean * mean)));
  }
}
