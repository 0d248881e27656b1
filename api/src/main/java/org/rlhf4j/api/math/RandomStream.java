package org.rlhf4j.api.math;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A named stream of random numbers without state. A number is a function of the stream's key and of
 * an index, so that it depends neither on how many numbers were drawn before nor on threads or
 * batches, adding a consumer moves no other, and a resumed run needs no saved generator.
 *
 * <p>The generator is the SplitMix64 finaliser over key and counter (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014); names are hashed with FNV-1a, 64 bits.
 */
public final class RandomStream {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long key;

  private RandomStream(long key) {
    this.key = key;
  }

  /** The root stream of a run. */
  public static RandomStream ofSeed(long seed) {
    return new RandomStream(mix(seed + GOLDEN));
  }

  /** The stream for a purpose, such as {@code sampling} or {@code label-noise}. */
  public RandomStream child(String purpose) {
    long h = 0xcbf29ce484222325L;
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * 0x100000001b3L;
    }
    return new RandomStream(mix(key ^ mix(h)));
  }

  /** The stream for a number, such as a step or a row. */
  public RandomStream child(long index) {
    return new RandomStream(mix(key + GOLDEN * (2 * index + 1)));
  }

  /**
   * A number in [0, 1) with 53 random bits that depends only on this stream and the two indices.
   */
  public double uniform(long i, long j) {
    long x = mix(mix(key + GOLDEN * i) + GOLDEN * (j + 1));
    return (x >>> 11) * 0x1.0p-53;
  }

  /** A number in [0, 1) with 53 random bits that depends only on this stream and the index. */
  public double uniform(long i) {
    return uniform(i, 0);
  }

  /** A fresh sequential generator, always from the stream's beginning. */
  public RandomGenerator generator() {
    return new SplittableRandom(key);
  }

  /** A uniformly random permutation of 0 .. n - 1 (Fisher and Yates). */
  public int[] permutation(int n) {
    RandomGenerator g = generator();
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = g.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public String toString() {
    return "RandomStream[" + Long.toHexString(key) + "]";
  }
}
