package org.rlhf4j.api.math;

import ai.djl.ndarray.NDArray;

/**
 * Multiples of arrays that are differentiated.
 *
 * <p>Never use {@code NDArray.mul(Number)} or {@code div(Number)} in a loss. DJL 0.35.1 makes an
 * array of the number, closes it when the product is done, and so releases memory that the backward
 * pass reads again: after a garbage collection in between the gradient is garbage. (They also turn
 * a scalar in single precision into one in double precision.)
 */
public final class Scalars {

  private Scalars() {}

  /** A multiple of the array, of its type; the factor lives as long as the array's manager. */
  public static NDArray times(NDArray array, double factor) {
    return array.mul(array.getManager().create(factor).toType(array.getDataType(), false));
  }
}
