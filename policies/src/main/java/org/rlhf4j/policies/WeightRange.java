package org.rlhf4j.policies;

import java.nio.file.Path;
import org.rlhf4j.api.UserException;

/**
 * Weights that can be computed with. Those of trained models stay below a thousand. A float32 holds
 * 3e38, but a norm squares and adds what a few products have made, so that weights far below that
 * already end in infinity, and the model answers nothing but noise.
 */
final class WeightRange {

  static final float LARGEST = 1e6f;

  private WeightRange() {}

  /**
   * Refuses a weight that is not a number, infinite, or beyond {@link #LARGEST}.
   *
   * @param tensor its name in the file
   * @param place of the weight in the tensor, from 0
   */
  static void check(Path file, String tensor, float weight, long place) {
    if (!(Math.abs(weight) <= LARGEST)) { // NaN is not below anything
      throw new UserException(
          file
              + ": tensor "
              + tensor
              + " holds "
              + weight
              + " at place "
              + place
              + ", so the model would answer nothing but noise; weights can be from -1000000 to"
              + " 1000000; its training went wrong, or the file is damaged");
    }
  }
}
