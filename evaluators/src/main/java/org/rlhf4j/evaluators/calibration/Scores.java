package org.rlhf4j.evaluators.calibration;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Replicates;

/**
 * How good forecasts are.
 *
 * @param values by {@link #NAMES}
 * @param replicates of the same, over resampled groups
 * @param byChance the mean ECE, for each binning, of a forecaster with the same probabilities whose
 *     outcomes follow them
 */
record Scores(List<Double> values, List<Replicates> replicates, Map<Binning, Double> byChance) {

  static final String ECE = "ECE";
  static final String BRIER = "Brier";
  static final String LOG_LOSS = "log loss";

  /** What is measured, in order. */
  static final List<String> NAMES =
      List.of(ECE, "ECE, equal mass", BRIER, LOG_LOSS, "accuracy", "mean probability");

  static Scores of(Forecasts forecasts, int bins, int resamples, RandomStream random) {
    List<int[]> groups = List.copyOf(groups(forecasts.group()).values());
    Bootstrap bootstrap = new Bootstrap(resamples, 0.95, random.child("bootstrap"));
    List<Replicates> replicates =
        bootstrap.replicates(
            groups.size(),
            NAMES.size(),
            drawn ->
                values(
                    forecasts.select(
                        Arrays.stream(drawn)
                            .mapToObj(groups::get)
                            .flatMapToInt(Arrays::stream)
                            .toArray()),
                    bins));
    Map<Binning, Double> byChance = new TreeMap<>();
    for (Binning binning : Binning.values()) {
      byChance.put(binning, byChance(forecasts, binning, bins, resamples, random.child("chance")));
    }
    return new Scores(
        Arrays.stream(values(forecasts, bins)).boxed().toList(), replicates, byChance);
  }

  /** All of {@link #NAMES}. */
  static double[] values(Forecasts f, int bins) {
    return new double[] {
      Binning.EQUAL_WIDTH.error(f, bins),
      Binning.EQUAL_MASS.error(f, bins),
      f.brier(),
      f.logLoss(),
      f.accuracy(),
      f.meanProbability()
    };
  }

  private static double byChance(
      Forecasts f, Binning binning, int bins, int trials, RandomStream random) {
    int[] numbers = binning.numbers(f.probability(), bins);
    double sum = 0;
    for (int t = 0; t < trials; t++) {
      RandomGenerator generator = random.child(t).generator();
      double[] outcomes =
          Arrays.stream(f.probability()).map(p -> generator.nextDouble() < p ? 1 : 0).toArray();
      sum += Binning.error(numbers, f.withOutcomes(outcomes), bins);
    }
    return sum / trials;
  }

  /** The places of each group, by its number. */
  static NavigableMap<Integer, int[]> groups(int[] group) {
    return IntStream.range(0, group.length)
        .boxed()
        .collect(
            Collectors.groupingBy(
                i -> group[i],
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    list -> list.stream().mapToInt(Integer::intValue).toArray())));
  }
}
