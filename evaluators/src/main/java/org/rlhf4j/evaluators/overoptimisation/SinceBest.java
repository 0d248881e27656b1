package org.rlhf4j.evaluators.overoptimisation;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.Bootstrap;

/**
 * Gold at the end of a curve less gold at its best point, without the bias of having chosen that
 * point for its gold. One half of the prompts chooses the point, the other half measures the
 * difference, and the other way round; the mean over {@value #SPLITS} random halvings is given
 * (cross-fitting: Chernozhukov et al., "Double/debiased machine learning", The Econometrics Journal
 * 21(1), 2018, section 3.4). Where all points are equally good its expectation is 0, whatever point
 * is chosen. Where one is clearly the best, it is the true difference. Between the two it lies a
 * little nearer to 0, since half of the prompts do not always find the best point: it estimates the
 * fall since the point that they find.
 *
 * <p>The variance is that of the paired difference to the point chosen, over all prompts, and the
 * square of what may be left of the bias:
 *
 * <pre>  mean over choices k of s_k^2 / n  +  (value - min_k D_k)^2</pre>
 *
 * with D_k the mean and s_k the standard deviation of the paired differences to point k over all n
 * prompts; a choice of the end itself counts as its runner-up. min_k D_k is what one gets by
 * choosing and measuring on the same prompts. It errs away from 0 as the value errs towards it, so
 * the truth lies between them, and intervals contain it at least as often as they say: more often
 * where nothing happened.
 *
 * @param value negative where gold fell
 * @param standardError NaN where every choice is the end itself, and of fewer than two prompts
 * @param endIsBest whether every choice is the end itself; then the value is 0
 */
record SinceBest(double value, double standardError, boolean endIsBest) {
  private static final int SPLITS = 50;

  /**
   * The estimate.
   *
   * @param random a stream of its own
   */
  static SinceBest of(Curve curve, RandomStream random) {
    int n = curve.prompts();
    if (n < 2) {
      return new SinceBest(Double.NaN, Double.NaN, false);
    }
    int end = curve.points().size() - 1;
    List<double[]> falls =
        curve.points().stream()
            .map(point -> Curve.difference(curve.last(), point, Curve.Score.GOLD))
            .toList();
    double[] values = new double[2 * SPLITS];
    int[] chosen = new int[2 * SPLITS];
    boolean endIsBest = true;
    RandomGenerator generator = random.generator();
    for (int split = 0; split < SPLITS; split++) {
      int[] prompts = curve.everyPrompt();
      shuffle(prompts, generator);
      int[] one = Arrays.copyOf(prompts, n / 2);
      int[] other = Arrays.copyOfRange(prompts, n / 2, n);
      for (boolean turned : new boolean[] {false, true}) {
        int k = 2 * split + (turned ? 1 : 0);
        int best = best(falls, turned ? other : one, end + 1);
        values[k] = Bootstrap.mean(falls.get(best), turned ? one : other);
        endIsBest &= best == end;
        chosen[k] = best == end ? best(falls, turned ? other : one, end) : best;
      }
    }
    double value = Arrays.stream(values).average().orElseThrow();
    return endIsBest
        ? new SinceBest(0, Double.NaN, true)
        : new SinceBest(value, standardError(falls, chosen, value), false);
  }

  /** The point with the smallest difference to the end, of the first so many. */
  private static int best(List<double[]> falls, int[] prompts, int points) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < points; k++) {
      double fall = Bootstrap.mean(falls.get(k), prompts);
      if (fall < least) {
        best = k;
        least = fall;
      }
    }
    return best;
  }

  private static double standardError(List<double[]> falls, int[] chosen, double value) {
    Sample[] samples = falls.stream().map(Sample::of).toArray(Sample[]::new);
    double naive = Arrays.stream(samples).mapToDouble(Sample::mean).min().orElseThrow();
    double variance = (value - naive) * (value - naive);
    for (int k : chosen) {
      double error = samples[k].standardError();
      variance += error * error / chosen.length;
    }
    return Math.sqrt(variance);
  }

  private static void shuffle(int[] numbers, RandomGenerator generator) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = generator.nextInt(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = kept;
    }
  }
}
