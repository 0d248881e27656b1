package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;

/**
 * One number for each answer of some pairs.
 *
 * @param chosen of the preferred answers, shape (pairs)
 * @param rejected of the rejected answers, shape (pairs)
 */
record Sides(NDArray chosen, NDArray rejected) {

  /** From numbers of rows 2i (chosen) and 2i + 1 (rejected), shape (2 pairs). */
  static Sides of(NDArray rows) {
    NDArray pairs = rows.reshape(-1, 2);
    return new Sides(pairs.get(":,0"), pairs.get(":,1"));
  }

  /** Chosen minus rejected, shape (pairs). */
  NDArray difference() {
    return chosen.sub(rejected);
  }
}
