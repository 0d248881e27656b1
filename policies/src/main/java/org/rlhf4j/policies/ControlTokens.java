package org.rlhf4j.policies;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes room in a model for tokens that it reads and never writes. */
final class ControlTokens {

  private static final int EMBEDDING = 0; // places of both matrices in every layout
  private static final int OUTPUT = 2;

  private ControlTokens() {}

  /**
   * A larger copy of a decoder. The new embedding rows are the mean of the rows that have logits,
   * plus a tenth of their standard deviation times normal noise.
   *
   * @param more how many tokens
   * @param rows of the embedding then
   */
  static Decoder added(Decoder decoder, int more, int rows, RandomGenerator random) {
    ModelConfig old = decoder.config();
    Map<Integer, float[]> values = new HashMap<>();
    values.put(EMBEDDING, rows(decoder, EMBEDDING, more, random));
    if (!old.tied()) {
      // Never read, because control tokens have no logits; the folder must hold a full matrix all
      // the same.
      values.put(OUTPUT, rows(decoder, OUTPUT, more, random));
    }
    return decoder.copyWith(old.withControlTokens(rows, old.controlTokens() + more), values);
  }

  private static float[] rows(Decoder decoder, int place, int more, RandomGenerator random) {
    int width = decoder.config().hidden();
    int rows = decoder.config().outputs(); // control tokens of before do not blur the mean
    float[] mean = new float[width];
    forEach(decoder, place, (long) rows * width, (i, x) -> mean[i] += x / rows);
    double[] square = new double[1];
    forEach(
        decoder,
        place,
        (long) rows * width,
        (i, x) -> square[0] += Math.pow(x - mean[i], 2) / ((double) rows * width));
    float[] made = new float[more * width];
    for (int i = 0; i < made.length; i++) {
      made[i] = (float) (mean[i % width] + 0.1 * Math.sqrt(square[0]) * random.nextGaussian());
    }
    return made;
  }

  /** Takes one number of a matrix, in this column. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int column, float value);
  }

  private static void forEach(Decoder decoder, int place, long count, Visitor visitor) {
    int width = decoder.config().hidden();
    TensorNumbers numbers = decoder.numbers(place, 0);
    for (long at = 0; at < count; at += TensorNumbers.PIECE) {
      float[] values = numbers.take((int) Math.min(TensorNumbers.PIECE, count - at));
      for (int i = 0; i < values.length; i++) {
        visitor.visit((int) ((at + i) % width), values[i]);
      }
    }
  }
}
