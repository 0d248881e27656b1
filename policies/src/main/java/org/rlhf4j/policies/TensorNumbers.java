package org.rlhf4j.policies;

import java.nio.FloatBuffer;

/**
 * The numbers of a tensor, row by row, that are fetched a piece at a time: so a matrix never stands
 * in Java memory as a whole, and may be larger than an array can be.
 */
@FunctionalInterface
interface TensorNumbers {

  /** How many numbers are in Java memory at a time. */
  int PIECE = 1 << 18;

  /** Puts the next numbers into a buffer, as many as it has room for. */
  void fill(FloatBuffer piece);

  /** Those of an array. */
  static TensorNumbers of(float[] values) {
    FloatBuffer source = FloatBuffer.wrap(values);
    return piece -> {
      int count = piece.remaining();
      piece.put(source.slice(source.position(), count));
      source.position(source.position() + count);
    };
  }

  /** The next {@code count} of them in an array. */
  default float[] take(int count) {
    float[] values = new float[count];
    fill(FloatBuffer.wrap(values));
    return values;
  }
}
