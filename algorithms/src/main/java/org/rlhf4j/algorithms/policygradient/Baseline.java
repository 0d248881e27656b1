package org.rlhf4j.algorithms.policygradient;

/** What {@code reinforce} compares a reward with. A learned value is that of {@code ppo}. */
public enum Baseline {
  /** Nothing: the gradient is right on average, and noisy. */
  NONE,
  /**
   * The mean reward of the step's answers. Since an answer is part of that mean, the expected
   * gradient is (n - 1) / n of the true one, in the same direction.
   */
  BATCH_MEAN,
  /**
   * An exponential moving average of the mean rewards of the steps before. There is none before the
   * first step, which uses its own mean.
   */
  MOVING_AVERAGE
}
