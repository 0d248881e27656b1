package org.rlhf4j.api.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Bins with about as many observations in each. */
public final class EqualMass {

  private EqualMass() {}

  /**
   * For each observation the number of its bin, from 0, ascending; equal ones stay together, so
   * that the order of observations does not matter and bins may be empty.
   *
   * @param x none of them NaN
   */
  public static int[] numbers(double[] x, int bins) {
    int n = x.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> x[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] numbers = new int[n];
    int first = 0;
    for (int rank = 0; rank < n; rank++) {
      first = rank > 0 && x[order[rank]] == x[order[rank - 1]] ? first : rank;
      numbers[order[rank]] = (int) ((long) first * bins / n);
    }
    return numbers;
  }
}
