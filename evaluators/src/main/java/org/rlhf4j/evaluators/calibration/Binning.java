package org.rlhf4j.evaluators.calibration;

import java.util.Arrays;
import java.util.List;
import org.rlhf4j.api.statistics.EqualMass;

/** How forecasts are put into bins by their probabilities. */
enum Binning {
  /** Bin b of B has the probabilities in [b/B, (b+1)/B), the last one 1 as well. */
  EQUAL_WIDTH("bins of equal width") {
    @Override
    int[] numbers(double[] p, int bins) {
      return Arrays.stream(p).mapToInt(x -> Math.min(bins - 1, (int) (x * bins))).toArray();
    }
  },
  /** About as many forecasts in each bin; equal probabilities stay together. */
  EQUAL_MASS("bins of equal mass") {
    @Override
    int[] numbers(double[] p, int bins) {
      return EqualMass.numbers(p, bins);
    }
  };

  private final String words;

  Binning(String words) {
    this.words = words;
  }

  /** Its name in words. */
  String words() {
    return words;
  }

  /** For each probability the number of its bin, from 0. */
  abstract int[] numbers(double[] p, int bins);

  /** The bins that are not empty, in ascending order. */
  List<Bin> bins(Forecasts forecasts, int bins) {
    return Arrays.stream(filled(numbers(forecasts.probability(), bins), forecasts, bins))
        .filter(bin -> bin.n() > 0)
        .toList();
  }

  private static Bin[] filled(int[] numbers, Forecasts forecasts, int bins) {
    Bin[] filled = new Bin[bins];
    Arrays.fill(filled, new Bin(0, 0, 0));
    for (int i = 0; i < numbers.length; i++) {
      filled[numbers[i]] =
          filled[numbers[i]].with(forecasts.probability()[i], forecasts.outcome()[i]);
    }
    return filled;
  }

  /**
   * Expected calibration error: the mean over forecasts of the distance between its bin's mean
   * probability and mean outcome (Naeini et al. 2015; Guo et al. 2017, arXiv:1706.04599, equation
   * 3).
   */
  double error(Forecasts forecasts, int bins) {
    return error(numbers(forecasts.probability(), bins), forecasts, bins);
  }

  /** The same for forecasts that are in bins already. */
  static double error(int[] numbers, Forecasts forecasts, int bins) {
    double sum = 0;
    for (Bin bin : filled(numbers, forecasts, bins)) {
      sum += Math.abs(bin.probabilities() - bin.outcomes());
    }
    return sum / forecasts.n();
  }
}
