package org.rlhf4j.api.training;

import org.rlhf4j.api.Option;

/**
 * The gradient rule of a training and its learning rate over time, as options of a method.
 * Schedules are those of transformers: step k of n (from 0) with w warm-up steps runs at k / w of
 * the peak while k &lt; w (so the first warm-up step has rate 0), then constant, linear to 0 or
 * cosine to 0 in (k - w) / (n - w).
 *
 * @param learningRate peak learning rate
 * @param schedule shape after warm-up
 * @param warmupSteps steps of linear warm-up
 * @param warmupRatio warm-up as a share of all steps, rounded up; used when {@code warmupSteps} is
 *     0
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled weight decay of matrices; biases and norms never decay
 * @param maxGradNorm the gradient's norm is clipped to this; 0 for no clipping
 */
public record AdamW(
    @Option(value = "peak learning rate", min = 0) double learningRate,
    @Option("learning rate over time after the warm-up") Schedule schedule,
    @Option(value = "steps of linear warm-up", min = 0) int warmupSteps,
    @Option(value = "warm-up as a share of all steps, when warmupSteps is 0", min = 0, max = 1)
        double warmupRatio,
    @Option(value = "decay of the first moment", min = 0, max = 0.999999) double beta1,
    @Option(value = "decay of the second moment", min = 0, max = 0.99999999) double beta2,
    @Option(value = "added to the root of the second moment", min = 0) double epsilon,
    @Option(value = "decoupled weight decay of matrices", min = 0) double weightDecay,
    @Option(value = "clip the gradient's norm to this; 0 for no clipping", min = 0)
        double maxGradNorm) {

  /** Shape of the learning rate after the warm-up. */
  public enum Schedule {
    /** Stays at the peak. */
    CONSTANT,
    /** Falls to 0 in a straight line. */
    LINEAR,
    /** Falls to 0 along half a cosine. */
    COSINE
  }

  /**
   * Learning rate with the other settings at the defaults of transformers, constant, clipped at 1.
   */
  public static AdamW withLearningRate(double learningRate) {
    return new AdamW(learningRate, Schedule.CONSTANT, 0, 0.0, 0.9, 0.999, 1e-8, 0.0, 1.0);
  }

  /** The same with another schedule and warm-up ratio. */
  public AdamW with(Schedule schedule, double warmupRatio) {
    return new AdamW(
        learningRate,
        schedule,
        warmupSteps,
        warmupRatio,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        maxGradNorm);
  }

  /**
   * The settings of one step.
   *
   * @param step from 0
   * @param totalSteps of the whole training
   */
  public AdamWStep at(int step, int totalSteps) {
    return new AdamWStep(
        learningRate * factor(step, totalSteps), beta1, beta2, epsilon, weightDecay, maxGradNorm);
  }

  private double factor(int step, int totalSteps) {
    int warmup = warmupSteps > 0 ? warmupSteps : (int) Math.ceil(warmupRatio * totalSteps);
    if (step < warmup) {
      return (double) step / warmup;
    }
    double progress = (double) (step - warmup) / Math.max(1, totalSteps - warmup);
    return switch (schedule) {
      case CONSTANT -> 1;
      case LINEAR -> Math.max(0, 1 - progress);
      case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
    };
  }
}
