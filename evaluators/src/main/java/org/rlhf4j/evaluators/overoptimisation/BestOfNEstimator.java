package org.rlhf4j.evaluators.overoptimisation;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.rlhf4j.api.UserException;

/**
 * What the best of n by the proxy is worth, from N candidates of a prompt: the mean over all
 * subsets of n candidates, without drawing any. With candidates in ascending order of the proxy,
 * the i-th (from 1) is the best of C(i - 1, n - 1) of the C(N, n) subsets; Nakano et al. 2021
 * (arXiv:2112.09332, appendix I) use the same estimator. It is unbiased for n fresh candidates.
 * Candidates of equal proxy share their places, as if chance chose among them.
 */
final class BestOfNEstimator {
  private BestOfNEstimator() {}

  /**
   * The expected value of the candidate with the highest proxy.
   *
   * @param proxy score of each candidate
   * @param value what is to be known of the chosen one: its gold score, or the proxy itself
   * @param n how many candidates there are to choose from, from 1 to all
   */
  static double expected(double[] proxy, double[] value, int n) {
    int[] order =
        IntStream.range(0, proxy.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> proxy[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double sum = 0;
    double weight = (double) n / proxy.length; // of the last one, then of those before
    int last = proxy.length - 1;
    while (last >= n - 1) {
      int first = last;
      double values = value[order[last]];
      double weights = weight;
      weight = before(weight, last, n);
      while (first > 0 && proxy[order[first - 1]] == proxy[order[last]]) {
        first--;
        values += value[order[first]];
        weights += weight;
        weight = before(weight, first, n);
      }
      sum += weights * values / (last - first + 1);
      last = first - 1;
    }
    return sum;
  }

  /** From C(i - 1, n - 1) / C(N, n) of place i (here from 0) to that of the place before. */
  private static double before(double weight, int place, int n) {
    return place == 0 ? 0 : weight * (place + 1 - n) / place;
  }

  /**
   * An upper bound on the divergence of the best of n, ln n - (n - 1) / n nats (Stiennon et al.
   * 2020; that it is a bound and no equality: Beirami et al. 2024, arXiv:2401.01879).
   */
  static double klUpperBound(int n) {
    return Math.log(n) - (n - 1.0) / n;
  }

  /** Ascending, each once, 1 among them. */
  static int[] withOne(List<Integer> n) {
    TreeSet<Integer> all = new TreeSet<>(n);
    all.add(1);
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Checks that no n asks for more than there is.
   *
   * @param there how many candidates each prompt has
   * @param what the beginning of the sentence that says so
   */
  static void check(List<Integer> n, int there, String what) {
    for (int each : n) {
      if (each > there) {
        throw new UserException(
            "over-optimisation: n has "
                + each
                + ", but "
                + what
                + " "
                + there
                + "; n must be at most that");
      }
    }
  }
}
