package org.rlhf4j.judges.human.quality;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What people said of the same things, counted so that a measure of agreement over any weighting of
 * items costs one pass.
 *
 * <ul>
 *   <li>raw agreement: of all pairs of answers to one thing, the share that is equal; each thing
 *       weighs as much as it has answers
 *   <li>Cohen's kappa of two people (Cohen 1960), and the mean over all pairs of people (Light
 *       1971)
 *   <li>Fleiss' kappa (Fleiss 1971), where all things have as many answers
 *   <li>Krippendorff's alpha (Krippendorff, "Computing Krippendorff's alpha-reliability", 2011),
 *       nominal or interval
 * </ul>
 *
 * All are NaN where chance alone explains everything, everybody always saying the same.
 */
final class Ratings {
  /** One thing: how often each category was said. */
  private record Unit(int cluster, int[] counts, int n) {}

  /** Two people on one thing. */
  private record Both(int cluster, int one, int other) {}

  private final List<Unit> units = new ArrayList<>();
  private final Map<List<Long>, List<Both>> pairs = new HashMap<>();
  private final int[] values;

  /**
   * Counts.
   *
   * @param clusters for each item its things with what each person said; at least two said
   *     something of each
   */
  Ratings(List<List<Map<Long, Integer>>> clusters) {
    TreeSet<Integer> all = new TreeSet<>();
    clusters.forEach(cluster -> cluster.forEach(unit -> all.addAll(unit.values())));
    values = all.stream().mapToInt(v -> v).toArray();
    Map<Integer, Integer> index = new HashMap<>();
    for (int c = 0; c < values.length; c++) {
      index.put(values[c], c);
    }
    for (int cluster = 0; cluster < clusters.size(); cluster++) {
      for (Map<Long, Integer> unit : clusters.get(cluster)) {
        int[] counts = new int[values.length];
        unit.values().forEach(v -> counts[index.getOrDefault(v, 0)]++);
        units.add(new Unit(cluster, counts, unit.size()));
        addPairs(cluster, unit, index);
      }
    }
  }

  private void addPairs(int cluster, Map<Long, Integer> unit, Map<Integer, Integer> index) {
    List<Long> people = unit.keySet().stream().sorted().toList();
    for (int i = 0; i < people.size(); i++) {
      for (int j = i + 1; j < people.size(); j++) {
        int one = index.getOrDefault(unit.getOrDefault(people.get(i), 0), 0);
        int other = index.getOrDefault(unit.getOrDefault(people.get(j), 0), 0);
        pairs
            .computeIfAbsent(List.of(people.get(i), people.get(j)), p -> new ArrayList<>())
            .add(new Both(cluster, one, other));
      }
    }
  }

  int pairs() {
    return pairs.size();
  }

  int categories() {
    return values.length;
  }

  /** Whether all things have as many answers. */
  boolean isEven() {
    return units.stream().mapToInt(Unit::n).distinct().count() == 1;
  }

  double raw(double[] weights) {
    double same = 0;
    double n = 0;
    for (Unit unit : units) {
      double pairsAlike = 0;
      for (int count : unit.counts) {
        pairsAlike += (double) count * (count - 1);
      }
      same += weights[unit.cluster] * pairsAlike / (unit.n - 1);
      n += weights[unit.cluster] * unit.n;
    }
    return same / n;
  }

  private double[] totals(double[] weights) {
    double[] totals = new double[values.length];
    for (Unit unit : units) {
      for (int c = 0; c < values.length; c++) {
        totals[c] += weights[unit.cluster] * unit.counts[c];
      }
    }
    return totals;
  }

  private static double sum(double[] totals) {
    double sum = 0;
    for (double total : totals) {
      sum += total;
    }
    return sum;
  }

  double fleiss(double[] weights) {
    double[] totals = totals(weights);
    double n = sum(totals);
    double chance = 0;
    for (double total : totals) {
      chance += total / n * (total / n);
    }
    return corrected(raw(weights), chance);
  }

  private static double corrected(double observed, double chance) {
    return chance >= 1 - 1e-12 ? Double.NaN : (observed - chance) / (1 - chance);
  }

  double cohen(double[] weights) {
    double sum = 0;
    int defined = 0;
    for (List<Both> pair : pairs.values()) {
      double kappa = cohen(pair, weights);
      if (!Double.isNaN(kappa)) {
        sum += kappa;
        defined++;
      }
    }
    return defined == 0 ? Double.NaN : sum / defined;
  }

  private double cohen(List<Both> pair, double[] weights) {
    double[] ones = new double[values.length];
    double[] others = new double[values.length];
    double same = 0;
    double n = 0;
    for (Both both : pair) {
      double weight = weights[both.cluster];
      ones[both.one] += weight;
      others[both.other] += weight;
      same += both.one == both.other ? weight : 0;
      n += weight;
    }
    if (n == 0) {
      return Double.NaN;
    }
    double chance = 0;
    for (int c = 0; c < values.length; c++) {
      chance += ones[c] / n * (others[c] / n);
    }
    return corrected(same / n, chance);
  }

  /**
   * Krippendorff's alpha.
   *
   * @param interval whether categories are numbers, and further apart is worse
   */
  double alpha(double[] weights, boolean interval) {
    double observed = 0;
    for (Unit unit : units) {
      double apart = 0;
      for (int c = 0; c < values.length; c++) {
        for (int k = c + 1; k < values.length; k++) {
          apart += 2.0 * unit.counts[c] * unit.counts[k] * distance(c, k, interval);
        }
      }
      observed += weights[unit.cluster] * apart / (unit.n - 1);
    }
    double[] totals = totals(weights);
    double n = sum(totals);
    double expected = 0;
    for (int c = 0; c < values.length; c++) {
      for (int k = c + 1; k < values.length; k++) {
        expected += 2 * totals[c] * totals[k] * distance(c, k, interval);
      }
    }
    return expected == 0 ? Double.NaN : 1 - (n - 1) * observed / expected;
  }

  private double distance(int c, int k, boolean interval) {
    double difference = values[c] - values[k];
    return interval ? difference * difference : 1;
  }
}
