package org.rlhf4j.policies;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Moves the numbers of large tensors between Java and the engine, a piece at a time. */
final class Pieces {

  private Pieces() {}

  /**
   * Fills a part of a tensor, whatever its type.
   *
   * @param from the first number to replace
   * @param count how many to replace
   */
  static void upload(
      Decoder decoder, PtNDArray tensor, long from, long count, TensorNumbers numbers) {
    int most = (int) Math.min(TensorNumbers.PIECE, count);
    // One buffer for all pieces: the engine reads from it and copies.
    ByteBuffer room = ByteBuffer.allocateDirect(most * Float.BYTES).order(ByteOrder.nativeOrder());
    try (PtNDArray plain = JniUtils.detachGradient(tensor)) {
      for (long at = 0; at < count; at += most) {
        int size = (int) Math.min(most, count - at);
        numbers.fill(room.clear().limit(size * Float.BYTES).asFloatBuffer());
        try (PtNDManager scope = decoder.scope()) {
          PtNDArray piece = scope.create(room, new Shape(size), DataType.FLOAT32);
          decoder.head().call("assign_piece", plain, from + at, piece);
        }
      }
    }
  }

  /**
   * The numbers of a tensor of any type, as float32.
   *
   * @param from the first one
   */
  static TensorNumbers download(Decoder decoder, PtNDArray tensor, long from) {
    return new TensorNumbers() {
      private long next = from;

      @Override
      public void fill(FloatBuffer piece) {
        while (piece.hasRemaining()) {
          int count = Math.min(PIECE, piece.remaining());
          try (PtNDManager scope = decoder.scope();
              PtNDArray plain = JniUtils.detachGradient(tensor)) {
            PtNDArray numbers = decoder.head().tensor(scope, "piece", plain, next, next + count);
            piece.put(numbers.toFloatArray());
          }
          next += count;
        }
      }
    };
  }
}
