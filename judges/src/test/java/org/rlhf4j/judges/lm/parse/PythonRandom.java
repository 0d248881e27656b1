package org.rlhf4j.judges.lm.parse;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The first draw of Python's {@code random.Random(text)}, by which AlpacaEval decided the order in
 * which it showed two answers: a Mersenne Twister (Matsumoto and Nishimura 1998, MT19937) that is
 * initialised by the letters of the text and their SHA-512.
 */
final class PythonRandom {

  private static final int N = 624;
  private static final int M = 397;

  private PythonRandom() {}

  /** What {@code random.Random(text).random()} is at least one half of: its first bit. */
  static boolean upperHalf(String text) {
    return temper(first(state(key(text)))) < 0;
  }

  /** The text and its hash as one number, in words of 32 bits, the lowest one first. */
  private static int[] key(String text) {
    byte[] letters = text.getBytes(StandardCharsets.UTF_8);
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-512").digest(letters);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    byte[] both = new byte[letters.length + hash.length];
    System.arraycopy(letters, 0, both, 0, letters.length);
    System.arraycopy(hash, 0, both, letters.length, hash.length);
    BigInteger number = new BigInteger(1, both);
    int[] words = new int[(number.bitLength() + 31) / 32];
    for (int i = 0; i < words.length; i++) {
      words[i] = number.shiftRight(32 * i).intValue();
    }
    return words;
  }

  /** The reference's {@code init_by_array}. */
  private static int[] state(int[] key) {
    int[] mt = new int[N];
    mt[0] = 19650218;
    for (int i = 1; i < N; i++) {
      mt[i] = 1812433253 * (mt[i - 1] ^ (mt[i - 1] >>> 30)) + i;
    }
    int i = 1;
    for (int k = 0; k < Math.max(N, key.length); k++) {
      int j = k % key.length;
      mt[i] = (mt[i] ^ ((mt[i - 1] ^ (mt[i - 1] >>> 30)) * 1664525)) + key[j] + j;
      i = next(mt, i);
    }
    for (int k = 0; k < N - 1; k++) {
      mt[i] = (mt[i] ^ ((mt[i - 1] ^ (mt[i - 1] >>> 30)) * 1566083941)) - i;
      i = next(mt, i);
    }
    mt[0] = 0x80000000;
    return mt;
  }

  private static int next(int[] mt, int i) {
    if (i + 1 < N) {
      return i + 1;
    }
    mt[0] = mt[N - 1];
    return 1;
  }

  private static int first(int[] mt) {
    int mixed = (mt[0] & 0x80000000) | (mt[1] & 0x7fffffff);
    return mt[M] ^ (mixed >>> 1) ^ ((mixed & 1) == 0 ? 0 : 0x9908b0df);
  }

  private static int temper(int y) {
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }
}
