package org.rlhf4j.evaluators.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import org.rlhf4j.api.statistics.Bootstrap;
import org.rlhf4j.api.statistics.Replicates;

/**
 * What two forecasters differ by on the items that both have: the scores of one less those of the
 * other. Items are resampled for both together, so that what is hard about an item is not taken for
 * a difference between them.
 *
 * @param values by {@link #NAMES}; NaN where both are infinite
 * @param replicates of the same
 * @param items how many both have
 * @param left how many only one of them has
 */
record Differences(List<Double> values, List<Replicates> replicates, int items, int left) {

  /** What is compared: below 0 is better for each. */
  static final List<String> NAMES = Scores.NAMES.subList(0, 4);

  /**
   * The differences.
   *
   * @param own of the one who is compared
   * @param reference of the one it is compared with; equal numbers of groups are the same items
   */
  static Differences of(Forecasts own, Forecasts reference, int bins, Bootstrap bootstrap) {
    NavigableMap<Integer, int[]> mine = Scores.groups(own.group());
    NavigableMap<Integer, int[]> its = Scores.groups(reference.group());
    List<Integer> common = mine.keySet().stream().filter(its::containsKey).toList();
    int[] all = new int[common.size()];
    Arrays.setAll(all, i -> i);
    List<int[]> ownPlaces = common.stream().map(mine::get).toList();
    List<int[]> itsPlaces = common.stream().map(its::get).toList();
    List<Replicates> replicates =
        common.isEmpty()
            ? List.of()
            : bootstrap.replicates(
                all.length,
                NAMES.size(),
                drawn -> less(own, ownPlaces, reference, itsPlaces, drawn, bins));
    List<Double> values = new ArrayList<>();
    for (double value : less(own, ownPlaces, reference, itsPlaces, all, bins)) {
      values.add(value);
    }
    return new Differences(
        values, replicates, all.length, mine.size() + its.size() - 2 * all.length);
  }

  private static double[] less(
      Forecasts own,
      List<int[]> ownPlaces,
      Forecasts reference,
      List<int[]> itsPlaces,
      int[] drawn,
      int bins) {
    double[] mine = Scores.values(own.select(places(ownPlaces, drawn)), bins);
    double[] its = Scores.values(reference.select(places(itsPlaces, drawn)), bins);
    double[] less = new double[NAMES.size()];
    Arrays.setAll(less, k -> mine[k] - its[k]);
    return less;
  }

  private static int[] places(List<int[]> groups, int[] drawn) {
    return Arrays.stream(drawn).mapToObj(groups::get).flatMapToInt(Arrays::stream).toArray();
  }
}
