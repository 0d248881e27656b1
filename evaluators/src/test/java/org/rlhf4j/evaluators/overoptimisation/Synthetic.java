package org.rlhf4j.evaluators.overoptimisation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;

/** Curves whose truth is known. */
final class Synthetic {
  private Synthetic() {}

  /**
   * A curve over steps 0, 10, 20 ... whose d goes evenly from 0 to {@code farthest}. Every prompt
   * has a level of its own; its gold at each point deviates from the truth by normal noise.
   *
   * @param truth the mean gain at d
   * @param noise standard deviation of each observation
   */
  static Curve curve(
      int points,
      int prompts,
      double farthest,
      DoubleUnaryOperator truth,
      double noise,
      long seed) {
    RandomGenerator random = RandomStream.ofSeed(seed).generator();
    double[] levels = random.doubles(prompts).toArray();
    List<Curve.Point> all = new ArrayList<>();
    for (int k = 0; k < points; k++) {
      double d = farthest * k / (points - 1);
      double[] kl = new double[prompts];
      double[] proxy = new double[prompts];
      double[] gold = new double[prompts];
      for (int i = 0; i < prompts; i++) {
        kl[i] = d * d;
        proxy[i] = levels[i] + d;
        gold[i] = levels[i] + truth.applyAsDouble(d) + noise * random.nextGaussian();
      }
      all.add(new Curve.Point(10 * k, kl, proxy, gold));
    }
    return new Curve("ppo", "step", false, all);
  }

  /** d (alpha - beta d). */
  static DoubleUnaryOperator quadratic(double alpha, double beta) {
    return d -> d * (alpha - beta * d);
  }

  /** d (alpha - beta ln d). */
  static DoubleUnaryOperator logarithmic(double alpha, double beta) {
    return d -> d == 0 ? 0 : d * (alpha - beta * Math.log(d));
  }
}
