package org.rlhf4j.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;

/**
 * Rows of random lengths, on which a loss over padded arrays is compared with its slow twin over
 * {@code double[][]}.
 *
 * @param lengths tokens of each row
 * @param width columns when padded: at least the greatest length
 */
public record RaggedBatch(int[] lengths, int width) {

  /** Up to {@code maxRows} rows of 1 to {@code maxTokens} tokens, with up to two spare columns. */
  public static RaggedBatch random(RandomStream random, int maxRows, int maxTokens) {
    RandomGenerator generator = random.generator();
    int[] lengths = new int[1 + generator.nextInt(maxRows)];
    Arrays.setAll(lengths, i -> 1 + generator.nextInt(maxTokens));
    return new RaggedBatch(lengths, Arrays.stream(lengths).max().getAsInt() + generator.nextInt(3));
  }

  /** Tokens of all rows. */
  public int tokens() {
    return Arrays.stream(lengths).sum();
  }

  /** Normally distributed numbers, one a token. */
  public double[][] normal(RandomStream random, double scale) {
    RandomGenerator generator = random.generator();
    double[][] values = new double[lengths.length][];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          generator.doubles(lengths[i]).map(u -> scale * generator.nextGaussian()).toArray();
    }
    return values;
  }

  /** The rows one after another with {@code padding} behind each, as many as rows times width. */
  public double[] padded(double[][] values, double padding) {
    double[] flat = new double[lengths.length * width];
    Arrays.fill(flat, padding);
    for (int i = 0; i < lengths.length; i++) {
      System.arraycopy(values[i], 0, flat, i * width, lengths[i]);
    }
    return flat;
  }

  /** The same as an array of shape (rows, width), in double precision, padded with 0. */
  public NDArray array(NDManager manager, double[][] values) {
    return manager.create(padded(values, 0), shape());
  }

  /** 1 for tokens and 0 for padding, shape (rows, width). */
  public NDArray mask(NDManager manager) {
    double[][] ones = new double[lengths.length][];
    Arrays.setAll(
        ones,
        i -> {
          double[] row = new double[lengths[i]];
          Arrays.fill(row, 1);
          return row;
        });
    return array(manager, ones);
  }

  /** (rows, width). */
  public Shape shape() {
    return new Shape(lengths.length, width);
  }
}
