package org.rlhf4j.runner.run;

/** Student's t distribution, for intervals of means of a few numbers. */
final class StudentT {
  private static final int PARTS = 4000;

  private StudentT() {}

  /**
   * The number below which a share of the distribution lies.
   *
   * @param p in [1/2, 1)
   * @param degrees of freedom, at least 1
   */
  static double quantile(double p, int degrees) {
    // x = tan(a) sqrt(degrees) takes the density to cos(a)^(degrees - 1) on [0, pi / 2)
    double whole = integral(Math.PI / 2, degrees);
    double low = 0;
    double high = Math.PI / 2;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (integral(middle, degrees) / whole < 2 * p - 1) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.tan((low + high) / 2) * Math.sqrt(degrees);
  }

  /** Of cos(a)^(degrees - 1) from 0, by Simpson's rule. */
  private static double integral(double to, int degrees) {
    double step = to / PARTS;
    double sum = 1 + Math.pow(Math.cos(to), degrees - 1);
    for (int i = 1; i < PARTS; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * Math.pow(Math.cos(i * step), degrees - 1);
    }
    return sum * step / 3;
  }
}
