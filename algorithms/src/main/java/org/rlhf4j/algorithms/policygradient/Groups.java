package org.rlhf4j.algorithms.policygradient;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.rlhf4j.api.math.Sample;

/**
 * Numbers of answers to the same prompts: those of a prompt stand next to each other.
 *
 * @param numbers one an answer
 * @param size answers a prompt
 */
record Groups(double[] numbers, int size) {

  Groups {
    if (size < 1 || numbers.length % size != 0) {
      throw new IllegalArgumentException(
          numbers.length + " numbers do not make whole groups of " + size);
    }
  }

  /** Each number less the mean of its group; exactly 0 where all of a group are equal. */
  double[] lessMean() {
    double[] centred = new double[numbers.length];
    for (int from = 0; from < numbers.length; from += size) {
      // Rounding in a mean of equal numbers would leave a rest: take the first one off before.
      double first = numbers[from];
      double mean = Arrays.stream(numbers, from, from + size).map(x -> x - first).sum() / size;
      for (int i = from; i < from + size; i++) {
        centred[i] = numbers[i] - first - mean;
      }
    }
    return centred;
  }

  /**
   * Each number less the mean of the others in its group. This is k / (k - 1) times the distance
   * from the mean of all, for groups of k.
   */
  double[] lessMeanOfOthers() {
    if (size < 2) {
      throw new IllegalArgumentException("there are no others in groups of " + size);
    }
    double share = size / (size - 1.0);
    return Arrays.stream(lessMean()).map(x -> share * x).toArray();
  }

  /** Standard deviation of each group, with n - 1; NaN for groups of one. */
  double[] deviations() {
    double[] deviations = new double[numbers.length / size];
    for (int g = 0; g < deviations.length; g++) {
      double[] group = Arrays.copyOfRange(numbers, g * size, (g + 1) * size);
      deviations[g] = Sample.of(group).standardDeviation();
    }
    return deviations;
  }

  /** Share of the groups whose numbers are all equal, so that there is nothing to learn from. */
  double shareWithoutSpread() {
    double[] centred = lessMean();
    int without = 0;
    for (int from = 0; from < centred.length; from += size) {
      without += Arrays.stream(centred, from, from + size).allMatch(x -> x == 0) ? 1 : 0;
    }
    return (double) without * size / numbers.length;
  }

  /** The same numbers in single precision. */
  static float[] narrow(double[] numbers) {
    float[] narrow = new float[numbers.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) numbers[i];
    }
    return narrow;
  }

  /** Their mean. */
  static double mean(double[] numbers) {
    return DoubleStream.of(numbers).average().orElse(Double.NaN);
  }
}
