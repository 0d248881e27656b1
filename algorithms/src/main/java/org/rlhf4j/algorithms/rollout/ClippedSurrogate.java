package org.rlhf4j.algorithms.rollout;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * The clipped surrogate objective of proximal policy optimisation (Schulman et al. 2017, "Proximal
 * policy optimization algorithms", arXiv:1707.06347, equation 7), as a loss of each action, with a
 * range that may be wider above than below:
 *
 * <pre>max(-A r, -A clip(r, 1 - l, 1 + h))</pre>
 *
 * @param low l
 * @param high h
 */
public record ClippedSurrogate(double low, double high) {

  /** With the same distance on both sides. */
  public ClippedSurrogate(double distance) {
    this(distance, distance);
  }

  /**
   * The loss of each action.
   *
   * @param ratios r = pi / pi_old, of any shape
   * @param advantages A, same shape or one that is broadcast to it
   * @return same shape as the ratios
   */
  public NDArray of(NDArray ratios, NDArray advantages) {
    NDArray costs = advantages.neg();
    return ratios.mul(costs).maximum(ratios.clip(1 - low, 1 + high).mul(costs));
  }

  /** The advantage of an action of an answer. */
  @FunctionalInterface
  public interface Advantages {
    double of(int answer, int action);
  }

  /**
   * How many actions the clipped loss is the greater of, as shares of all.
   *
   * @param low advantage below 0, ratio below the range
   * @param high advantage above 0, ratio above the range
   */
  public record Clipped(double low, double high) {

    /** Both. */
    public double region() {
      return low + high;
    }

    /** Their mean over gradient steps. */
    public static Clipped mean(List<Clipped> steps) {
      return new Clipped(
          steps.stream().mapToDouble(Clipped::low).average().orElseThrow(),
          steps.stream().mapToDouble(Clipped::high).average().orElseThrow());
    }
  }

  /**
   * What was clipped, in double precision.
   *
   * @param logRatios log pi - log pi_old, one row an answer
   */
  public Clipped clipped(double[][] logRatios, Advantages advantages) {
    double below = 0;
    double above = 0;
    long all = 0;
    for (int i = 0; i < logRatios.length; i++) {
      for (int t = 0; t < logRatios[i].length; t++) {
        double ratio = Math.exp(logRatios[i][t]);
        double advantage = advantages.of(i, t);
        below += advantage < 0 && ratio < 1 - low ? 1 : 0;
        above += advantage > 0 && ratio > 1 + high ? 1 : 0;
        all++;
      }
    }
    return new Clipped(below / all, above / all);
  }
}
