package org.rlhf4j.evaluators.winrate;

import java.util.Arrays;
import org.rlhf4j.api.math.Sample;

/**
 * The length feature tanh(d / sd(d)) of a match, d the difference of lengths over its usable
 * prompts.
 */
final class LengthFeature {

  private LengthFeature() {}

  /**
   * One for each of the usable prompts, in their order; empty where it is not defined, since all
   * differences are the same or a length is unknown.
   */
  static double[] of(Match match, int[] usable) {
    double[] d =
        Arrays.stream(usable)
            .mapToDouble(i -> match.lengths()[i] - match.baselineLengths()[i])
            .toArray();
    double sd = Sample.of(d).standardDeviation();
    if (!(sd > 0)) {
      return new double[0];
    }
    return Arrays.stream(d).map(v -> Math.tanh(v / sd)).toArray();
  }
}
