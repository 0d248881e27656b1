package org.rlhf4j.evaluators.winrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How hard each prompt is for a panel of models, and how much the judge prefers longer answers on
 * the whole, from a {@link JointFit} over the panel. AlpacaEval does the same once, over the models
 * of its leaderboard, with an L1 penalty by cross-validation (its notebook {@code
 * instruction_difficulty}); here the penalty is quadratic, and its strength the one of {@link
 * #GRID} whose held-out cross-entropy over five folds is least. Model m's preference on prompt i is
 * in fold (m + i) mod 5, so no randomness is needed and every prompt is left out in turn.
 *
 * @param gamma one for each prompt, above 0 where the panel does better than elsewhere; all 0 for a
 *     panel of a single model, of which difficulty cannot be told apart
 * @param meanSlope weight of the length feature that the panel has in common
 * @param penalty of the difficulties; NaN where they were not estimated
 */
record InstructionDifficulty(double[] gamma, double meanSlope, double penalty) {

  /** Penalties that are tried. */
  static final double[] GRID = {0.1, 0.3, 1, 3, 10, 30};

  private static final int FOLDS = 5;
  private static final double TOLERANCE = 1e-10;
  private static final double ROUGHLY = 1e-4;

  /** What is fitted to. */
  private record Data(double[][] labels, double[][] features) {}

  /**
   * Estimates both from the matches whose length feature is defined.
   *
   * @param prompts how many there are
   * @param slopePenalty how strongly a model's slope is drawn to the panel's
   */
  static InstructionDifficulty of(List<Match> matches, int prompts, double slopePenalty) {
    Data data = data(matches, prompts);
    int models = data.labels.length;
    if (models == 0) {
      return new InstructionDifficulty(new double[prompts], 0, Double.NaN);
    }
    if (models == 1) {
      // so strong a penalty leaves all of them at 0
      double slope =
          JointFit.of(data.labels, data.features, slopePenalty, 1e12, TOLERANCE).meanSlope();
      return new InstructionDifficulty(new double[prompts], slope, Double.NaN);
    }
    double best = GRID[0];
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : GRID) {
      double loss = 0;
      for (int fold = 0; fold < FOLDS; fold++) {
        JointFit fit =
            JointFit.of(
                part(data.labels, fold, /* held= */ false),
                data.features,
                slopePenalty,
                penalty,
                ROUGHLY);
        loss += fit.crossEntropy(part(data.labels, fold, /* held= */ true));
      }
      if (loss < least) {
        least = loss;
        best = penalty;
      }
    }
    JointFit fit = JointFit.of(data.labels, data.features, slopePenalty, best, TOLERANCE);
    return new InstructionDifficulty(fit.difficulties(), fit.meanSlope(), best);
  }

  /** Whether there is a difficulty to speak of. */
  boolean estimated() {
    return !Double.isNaN(penalty);
  }

  private static Data data(List<Match> matches, int prompts) {
    List<double[]> labels = new ArrayList<>();
    List<double[]> features = new ArrayList<>();
    for (Match match : matches) {
      int[] usable = match.usable();
      double[] t = LengthFeature.of(match, usable);
      if (t.length > 0) {
        double[] spread = new double[prompts];
        for (int k = 0; k < usable.length; k++) {
          spread[usable[k]] = t[k];
        }
        labels.add(match.preferences());
        features.add(spread);
      }
    }
    return new Data(labels.toArray(double[][]::new), features.toArray(double[][]::new));
  }

  /** A fold's labels, or those of all others; NaN elsewhere. */
  private static double[][] part(double[][] labels, int fold, boolean held) {
    double[][] part = new double[labels.length][];
    for (int m = 0; m < labels.length; m++) {
      part[m] = labels[m].clone();
      for (int i = 0; i < part[m].length; i++) {
        if (((m + i) % FOLDS == fold) != held) {
          part[m][i] = Double.NaN;
        }
      }
    }
    return part;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InstructionDifficulty that
        && Arrays.equals(gamma, that.gamma)
        && meanSlope == that.meanSlope
        && Double.compare(penalty, that.penalty) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(gamma);
  }
}
