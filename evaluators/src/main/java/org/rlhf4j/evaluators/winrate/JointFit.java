package org.rlhf4j.evaluators.winrate;

/**
 * The joint fit that instruction difficulties come from: over all models m of a panel and prompts i
 *
 * <pre>  sigmoid(theta_m + phi_m t_mi + gamma_i)
 * </pre>
 *
 * <p>by least cross-entropy plus 1/2 (0.01 sum theta^2 + slope sum (phi_m - mu)^2 + 0.01 mu^2 +
 * difficulty sum gamma^2), mu free. Newton's method with halved steps; the Hessian's large block,
 * that of gamma, is diagonal, so a step costs a system of 2 models + 1 unknowns.
 */
final class JointFit {

  /** Keeps the bias of a model that always wins finite. */
  static final double BIAS_PENALTY = 0.01;

  private static final int MOST_STEPS = 100;

  private final double[][] labels;
  private final double[][] features;
  private final double slopePenalty;
  private final double difficultyPenalty;
  private final int models;
  private final int prompts;

  /** theta, then phi, then mu. */
  private double[] weights;

  private double[] gamma;

  /**
   * A fit that is not done yet.
   *
   * @param labels by model and prompt, NaN where there is none
   * @param features the length features, by model and prompt
   */
  private JointFit(
      double[][] labels, double[][] features, double slopePenalty, double difficultyPenalty) {
    this.labels = labels;
    this.features = features;
    this.slopePenalty = slopePenalty;
    this.difficultyPenalty = difficultyPenalty;
    this.models = labels.length;
    this.prompts = labels[0].length;
    this.weights = new double[2 * models + 1];
    this.gamma = new double[prompts];
  }

  /** Fits to all labels. */
  static JointFit of(
      double[][] labels,
      double[][] features,
      double slopePenalty,
      double difficultyPenalty,
      double tolerance) {
    JointFit fit = new JointFit(labels, features, slopePenalty, difficultyPenalty);
    double loss = fit.loss();
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] direction = fit.direction();
      double[] before = fit.weights;
      double[] gammaBefore = fit.gamma;
      double size = 1;
      double largest;
      double next;
      while (true) {
        fit.weights = moved(before, direction, 0, size);
        fit.gamma = moved(gammaBefore, direction, before.length, size);
        largest = size * largest(direction);
        next = fit.loss();
        // near the minimum a better point differs by rounding alone
        if (next <= loss + 1e-12 * (1 + loss) || largest < tolerance) {
          break;
        }
        size /= 2;
      }
      loss = next;
      if (largest < tolerance) {
        return fit;
      }
    }
    throw new IllegalStateException("Newton's method did not settle: " + loss);
  }

  /** gamma of each prompt: above 0 where the panel does better than elsewhere. */
  double[] difficulties() {
    return gamma.clone();
  }

  /** mu, the judge's preference for length that the models have in common. */
  double meanSlope() {
    return weights[2 * models];
  }

  /** Cross-entropy of other labels, in nats, summed; those that are NaN count nothing. */
  double crossEntropy(double[][] others) {
    double sum = 0;
    for (int m = 0; m < models; m++) {
      for (int i = 0; i < prompts; i++) {
        if (!Double.isNaN(others[m][i])) {
          sum += PenalisedLogistic.crossEntropy(others[m][i], logit(m, i));
        }
      }
    }
    return sum;
  }

  private double logit(int m, int i) {
    return weights[m] + weights[models + m] * features[m][i] + gamma[i];
  }

  private double loss() {
    double sum = crossEntropy(labels) + 0.5 * BIAS_PENALTY * square(meanSlope());
    for (int m = 0; m < models; m++) {
      sum += 0.5 * BIAS_PENALTY * square(weights[m]);
      sum += 0.5 * slopePenalty * square(weights[models + m] - meanSlope());
    }
    for (double g : gamma) {
      sum += 0.5 * difficultyPenalty * square(g);
    }
    return sum;
  }

  /** Newton's step for the weights, then for gamma. */
  private double[] direction() {
    int k = weights.length;
    double[] gradient = new double[k];
    double[] gammaGradient = new double[prompts];
    double[][] system = new double[k][k];
    double[] diagonal = new double[prompts];
    double[][] border = new double[2 * models][prompts];
    for (int i = 0; i < prompts; i++) {
      diagonal[i] = difficultyPenalty;
      gammaGradient[i] = -difficultyPenalty * gamma[i];
    }
    for (int m = 0; m < models; m++) {
      int slope = models + m;
      for (int i = 0; i < prompts; i++) {
        double label = labels[m][i];
        if (Double.isNaN(label)) {
          continue;
        }
        double t = features[m][i];
        double p = PenalisedLogistic.sigmoid(logit(m, i));
        double w = p * (1 - p);
        gradient[m] += label - p;
        gradient[slope] += (label - p) * t;
        gammaGradient[i] += label - p;
        system[m][m] += w;
        system[m][slope] += w * t;
        system[slope][slope] += w * t * t;
        diagonal[i] += w;
        border[m][i] = w;
        border[slope][i] = w * t;
      }
      system[slope][m] = system[m][slope];
    }
    addPenalties(gradient, system);
    eliminate(system, gradient, border, diagonal, gammaGradient);
    double[] step = PenalisedLogistic.solve(system, gradient);
    double[] all = new double[k + prompts];
    System.arraycopy(step, 0, all, 0, k);
    for (int i = 0; i < prompts; i++) {
      double rest = gammaGradient[i];
      for (int r = 0; r < border.length; r++) {
        rest -= border[r][i] * step[r];
      }
      all[k + i] = rest / diagonal[i];
    }
    return all;
  }

  private void addPenalties(double[] gradient, double[][] system) {
    int mu = 2 * models;
    gradient[mu] -= BIAS_PENALTY * meanSlope();
    system[mu][mu] += BIAS_PENALTY + models * slopePenalty;
    for (int m = 0; m < models; m++) {
      int slope = models + m;
      double pull = slopePenalty * (weights[slope] - meanSlope());
      gradient[m] -= BIAS_PENALTY * weights[m];
      gradient[slope] -= pull;
      gradient[mu] += pull;
      system[m][m] += BIAS_PENALTY;
      system[slope][slope] += slopePenalty;
      system[slope][mu] -= slopePenalty;
      system[mu][slope] -= slopePenalty;
    }
  }

  /** Takes gamma out of the system (its Schur complement). */
  private static void eliminate(
      double[][] system,
      double[] gradient,
      double[][] border,
      double[] diagonal,
      double[] gammaGradient) {
    for (int r = 0; r < border.length; r++) {
      for (int i = 0; i < diagonal.length; i++) {
        gradient[r] -= border[r][i] / diagonal[i] * gammaGradient[i];
      }
      for (int c = 0; c <= r; c++) {
        double sum = 0;
        for (int i = 0; i < diagonal.length; i++) {
          sum += border[r][i] * border[c][i] / diagonal[i];
        }
        system[r][c] -= sum;
        if (c < r) {
          system[c][r] -= sum;
        }
      }
    }
  }

  private static double[] moved(double[] from, double[] direction, int offset, double size) {
    double[] to = from.clone();
    for (int j = 0; j < to.length; j++) {
      to[j] += size * direction[offset + j];
    }
    return to;
  }

  private static double largest(double[] x) {
    double largest = 0;
    for (double v : x) {
      largest = Math.max(largest, Math.abs(v));
    }
    return largest;
  }

  private static double square(double x) {
    return x * x;
  }
}
