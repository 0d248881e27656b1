package org.rlhf4j.evaluators.overoptimisation;

import java.util.Optional;

/**
 * One form fitted to the points of a curve by ordinary least squares. Both forms are linear in
 * their coefficients, so the solution is that of two normal equations.
 *
 * @param form which one
 * @param alpha initial slope, in rewards a root of a nat
 * @param beta how fast the slope falls
 * @param rss sum of squared residuals
 * @param points how many points it was fitted to
 */
record Fit(Form form, double alpha, double beta, double rss, int points) {

  /** Two coefficients leave something to be judged only of more points. */
  private static final int FEWEST = 3;

  /** Below this share of its possible size the determinant is rounding. */
  private static final double SINGULAR = 1e-12;

  /**
   * Fits a form.
   *
   * @param d roots of divergences; points at 0 or with an estimate below say nothing and are left
   *     out
   * @param r gains
   * @return empty for too few points, or points that do not tell both coefficients apart
   */
  static Optional<Fit> of(Form form, double[] d, double[] r) {
    double xx = 0;
    double xb = 0;
    double bb = 0;
    double xr = 0;
    double br = 0;
    int points = 0;
    for (int i = 0; i < d.length; i++) {
      if (d[i] > 0) {
        double b = form.bend(d[i]);
        xx += d[i] * d[i];
        xb += d[i] * b;
        bb += b * b;
        xr += d[i] * r[i];
        br += b * r[i];
        points++;
      }
    }
    double determinant = xx * bb - xb * xb;
    if (points < FEWEST || !(determinant > SINGULAR * xx * bb)) {
      return Optional.empty();
    }
    double alpha = (bb * xr - xb * br) / determinant;
    double beta = (xb * xr - xx * br) / determinant;
    double rss = 0;
    for (int i = 0; i < d.length; i++) {
      if (d[i] > 0) {
        double residual = r[i] - alpha * d[i] + beta * form.bend(d[i]);
        rss += residual * residual;
      }
    }
    return Optional.of(new Fit(form, alpha, beta, rss, points));
  }

  /** The gain that it predicts. */
  double at(double d) {
    return alpha * d - beta * form.bend(d);
  }

  /**
   * Akaike's criterion of a model with normal errors: m ln(rss / m) + 2 k, with k = 3 (alpha, beta
   * and the variance).
   */
  double aic() {
    return points * Math.log(rss / points) + 6;
  }

  /**
   * The d of its maximum.
   *
   * @param d the points' own; a maximum beyond the smallest and the largest of them is a guess and
   *     none
   * @return NaN for none
   */
  double peakWithin(double[] d) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double each : d) {
      smallest = each > 0 ? Math.min(smallest, each) : smallest;
      largest = Math.max(largest, each);
    }
    double peak = form.peak(alpha, beta);
    return peak >= smallest && peak <= largest ? peak : Double.NaN;
  }
}
