package org.rlhf4j.evaluators.overoptimisation;

/** How a gain R may depend on d = sqrt(KL): Gao et al. 2022, arXiv:2210.10760, section 1. */
enum Form {
  /** R = d (alpha - beta d). */
  QUADRATIC("d (alpha - beta d)") {
    @Override
    double bend(double d) {
      return d * d;
    }

    @Override
    double peak(double alpha, double beta) {
      return alpha > 0 && beta > 0 ? alpha / (2 * beta) : Double.NaN;
    }
  },
  /** R = d (alpha - beta ln d). */
  LOGARITHMIC("d (alpha - beta ln d)") {
    @Override
    double bend(double d) {
      return d == 0 ? 0 : d * Math.log(d);
    }

    @Override
    double peak(double alpha, double beta) {
      return beta > 0 ? Math.exp(alpha / beta - 1) : Double.NaN;
    }
  };

  private final String equation;

  Form(String equation) {
    this.equation = equation;
  }

  /** What beta multiplies. */
  abstract double bend(double d);

  /** Where the maximum is; NaN if there is none above 0. */
  abstract double peak(double alpha, double beta);

  /** Right side of the equation. */
  String equation() {
    return equation;
  }
}
