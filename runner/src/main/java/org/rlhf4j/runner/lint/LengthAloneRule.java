package org.rlhf4j.runner.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rlhf4j.api.math.RandomStream;

/**
 * How well length alone tells the chosen answer: a reward model may learn no more than that. Beside
 * P(chosen longer) over all pairs, the accuracy in five-fold cross-validation of a logistic model
 * of the two lengths, which does not change its mind when the answers swap their places:
 *
 * <pre>  logit P(chosen is first) = w1 u + w2 u v,   u = log((1 + l1) / (1 + l2)),
 *                                       v = log((1 + l1)(1 + l2)) less its mean
 * </pre>
 *
 * <p>so that length may help among short answers and hurt among long ones. Lengths are Unicode code
 * points; a pair of equal lengths is right by half.
 */
final class LengthAloneRule {
  private static final int FOLDS = 5;
  private static final int NEWTON_STEPS = 25;

  /** Keeps the weights finite where the lengths separate the pairs without fault. */
  private static final double RIDGE = 1e-3;

  private static final double SUSPICIOUS = 0.6;

  private LengthAloneRule() {}

  /**
   * What length alone tells.
   *
   * @param pairs how many
   * @param chosenLonger share of all pairs whose chosen answer is the longer one
   * @param accuracy of the model in cross-validation
   * @param standardError of the accuracy
   */
  record Separability(int pairs, double chosenLonger, double accuracy, double standardError) {
    String words() {
      return String.format(
          Locale.ROOT,
          "P(chosen longer) %.3f; length alone tells %.1f %% ± %.1f %% of %d pairs"
              + " (five-fold cross-validation)",
          chosenLonger,
          100 * accuracy,
          100 * standardError,
          pairs);
    }
  }

  static Separability measure(List<LintRow> rows) {
    List<double[]> features = new ArrayList<>();
    int longer = 0;
    double mean = 0;
    List<LintRow> pairs = rows.stream().filter(LintRow::isPair).toList();
    for (LintRow pair : pairs) {
      int chosen = length(pair.chosen());
      int rejected = length(pair.rejected());
      longer += chosen > rejected ? 1 : 0;
      double both = Math.log1p(chosen) + Math.log1p(rejected);
      features.add(new double[] {Math.log1p(chosen) - Math.log1p(rejected), both});
      mean += both / pairs.size();
    }
    for (double[] x : features) {
      x[1] = x[0] * (x[1] - mean);
    }
    double right = crossValidated(features);
    int n = pairs.size();
    return new Separability(
        n, (double) longer / n, right / n, Math.sqrt(right / n * (1 - right / n) / n));
  }

  static List<LintFinding> find(Separability separability) {
    return separability.accuracy - 2 * separability.standardError <= SUSPICIOUS
        ? List.of()
        : List.of(
            LintFinding.warning(
                "length-separable",
                separability.words() + ": a reward trained on it may reward length",
                List.of()));
  }

  private static double crossValidated(List<double[]> features) {
    int n = features.size();
    int[] order = RandomStream.ofSeed(0).child("length-folds").permutation(n);
    double right = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      List<double[]> training = new ArrayList<>();
      List<double[]> held = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        (i % FOLDS == fold ? held : training).add(features.get(order[i]));
      }
      double[] w = fit(training);
      for (double[] x : held) {
        double logit = w[0] * x[0] + w[1] * x[1];
        right += logit > 0 ? 1 : logit == 0 ? 0.5 : 0;
      }
    }
    return right;
  }

  /** Newton's method on sum log(1 + exp(-w x)) + ridge |w|^2 / 2: every row is a chosen one. */
  private static double[] fit(List<double[]> rows) {
    double[] w = new double[2];
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double g0 = RIDGE * w[0];
      double g1 = RIDGE * w[1];
      double h00 = RIDGE;
      double h01 = 0;
      double h11 = RIDGE;
      for (double[] x : rows) {
        double wrong = 1 / (1 + Math.exp(w[0] * x[0] + w[1] * x[1]));
        g0 -= wrong * x[0];
        g1 -= wrong * x[1];
        double curvature = wrong * (1 - wrong);
        h00 += curvature * x[0] * x[0];
        h01 += curvature * x[0] * x[1];
        h11 += curvature * x[1] * x[1];
      }
      double determinant = h00 * h11 - h01 * h01;
      w[0] -= (h11 * g0 - h01 * g1) / determinant;
      w[1] -= (h00 * g1 - h01 * g0) / determinant;
    }
    return w;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
