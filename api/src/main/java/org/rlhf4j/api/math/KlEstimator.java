package org.rlhf4j.api.math;

/**
 * Estimators of KL(pi || ref) in nats from one draw of pi, after John Schulman, "Approximating KL
 * divergence" (2020), with lr = log pi - log ref of the drawn token or sequence.
 */
public enum KlEstimator {
  /** lr: unbiased, may be negative. */
  K1 {
    @Override
    public double of(double logRatio) {
      return logRatio;
    }
  },
  /** lr^2 / 2: biased, low variance near zero. */
  K2 {
    @Override
    public double of(double logRatio) {
      return 0.5 * logRatio * logRatio;
    }
  },
  /** exp(-lr) - 1 + lr: unbiased and never negative. */
  K3 {
    @Override
    public double of(double logRatio) {
      return Math.expm1(-logRatio) + logRatio;
    }
  },
  /** max(lr, 0): biased upwards; what AlpacaFarm uses in its reward. */
  CLAMPED {
    @Override
    public double of(double logRatio) {
      return Math.max(logRatio, 0);
    }
  };

  /**
   * The estimate from one log-ratio.
   *
   * @param logRatio log pi(y) - log ref(y), y drawn from pi
   */
  public abstract double of(double logRatio);
}
