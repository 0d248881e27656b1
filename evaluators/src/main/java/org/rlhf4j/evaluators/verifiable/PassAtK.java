package org.rlhf4j.evaluators.verifiable;

/**
 * The probability that at least one of k answers is right, estimated without bias from n &gt;= k
 * answers: 1 - C(n - c, k) / C(n, k), where c are right (Chen et al. 2021, arXiv:2107.03374,
 * equation 1).
 */
final class PassAtK {

  private PassAtK() {}

  /**
   * The estimate for one prompt.
   *
   * @param n answers
   * @param c right ones, from 0 to n
   * @param k from 1 to n
   */
  static double of(int n, int c, int k) {
    if (k < 1 || k > n || c < 0 || c > n) {
      throw new IllegalArgumentException("pass@" + k + " of " + c + " right among " + n);
    }
    // C(n - c, k) / C(n, k) is the product of (n - c - i) / (n - i); 0 where n - c < k
    double none = 1;
    for (int i = 0; i < k && none > 0; i++) {
      none *= (double) Math.max(0, n - c - i) / (n - i);
    }
    return 1 - none;
  }
}
