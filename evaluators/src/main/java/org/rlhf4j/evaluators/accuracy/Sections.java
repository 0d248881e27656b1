package org.rlhf4j.evaluators.accuracy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.rlhf4j.api.statistics.BoundedMean;
import org.rlhf4j.api.statistics.Interval;

/**
 * Sections of subsets, with weights: a section's accuracy is the mean of its subsets' by weight,
 * and that of all the plain mean of the sections.
 *
 * @param subsets of each section; those that no pair belongs to are left out
 * @param weights of subsets; those not named weigh their number of pairs
 * @param missing sections and subsets that no pair belongs to
 * @param outside subsets of pairs that are in no section: they count nowhere
 */
record Sections(
    Map<String, List<String>> subsets,
    Map<String, Double> weights,
    List<String> missing,
    List<String> outside) {

  /**
   * An accuracy made of several.
   *
   * @param value in percent
   * @param standardError subsets being independent samples
   * @param interval at 95 %, from the parts' own intervals (MOVER: Zou and Donner, "Construction of
   *     Confidence Limits about Effect Measures", Statistics in Medicine 27(10), 2008)
   */
  record Mean(double value, double standardError, Interval interval) {

    /** The mean of independent parts by weight; the sum of squares is that of their distances. */
    static Mean of(List<Mean> parts, List<Double> weights) {
      double sum = weights.stream().mapToDouble(w -> w).sum();
      double value = 0;
      double variance = 0;
      double below = 0;
      double above = 0;
      for (int i = 0; i < parts.size(); i++) {
        Mean part = parts.get(i);
        double weight = weights.get(i) / sum;
        value += weight * part.value;
        variance += square(weight * part.standardError);
        below += square(weight * (part.value - part.interval.low()));
        above += square(weight * (part.interval.high() - part.value));
      }
      return new Mean(
          value,
          Math.sqrt(variance),
          Double.isNaN(below + above)
              ? Interval.NONE
              : new Interval(value - Math.sqrt(below), value + Math.sqrt(above)));
    }

    static Mean of(PairTally tally) {
      BoundedMean accuracy = tally.accuracy();
      return new Mean(accuracy.mean(), accuracy.standardError(), accuracy.interval());
    }

    private static double square(double x) {
      return x * x;
    }
  }

  static Sections of(RewardAccuracyOptions options, TreeSet<String> there) {
    Map<String, List<String>> wanted = new LinkedHashMap<>(options.sections());
    if (wanted.isEmpty()) {
      for (String name : new TreeSet<>(options.layout().sections().keySet())) {
        wanted.put(name, options.layout().sections().getOrDefault(name, List.of()));
      }
    }
    if (wanted.isEmpty()) {
      there.forEach(subset -> wanted.put(subset, List.of(subset)));
    }
    Map<String, Double> weights = new LinkedHashMap<>(options.layout().weights());
    weights.putAll(options.weights());
    List<String> missing = new ArrayList<>();
    Map<String, List<String>> found = new LinkedHashMap<>();
    TreeSet<String> outside = new TreeSet<>(there);
    wanted.forEach(
        (section, subsets) -> {
          subsets.stream().filter(s -> !there.contains(s)).forEach(missing::add);
          List<String> here = subsets.stream().filter(there::contains).toList();
          outside.removeAll(here);
          if (!here.isEmpty()) {
            found.put(section, here);
          }
        });
    return new Sections(found, weights, missing, List.copyOf(outside));
  }

  /** The weight of a subset. */
  double weight(String subset, PairTally tally) {
    return weights.getOrDefault(subset, (double) tally.n());
  }

  /** The accuracy of a section. */
  Mean section(String section, Map<String, PairTally> tallies) {
    List<Mean> parts = new ArrayList<>();
    List<Double> own = new ArrayList<>();
    for (String subset : subsets.getOrDefault(section, List.of())) {
      PairTally tally = tallies.get(subset);
      if (tally != null) {
        parts.add(Mean.of(tally));
        own.add(weight(subset, tally));
      }
    }
    return Mean.of(parts, own);
  }

  /** The accuracy of all sections. */
  Mean all(Map<String, PairTally> tallies) {
    List<Mean> parts = subsets.keySet().stream().map(s -> section(s, tallies)).toList();
    return Mean.of(parts, Collections.nCopies(parts.size(), 1.0));
  }

  /** Whether a subset is in a section. */
  boolean counts(String subset) {
    return subsets.values().stream().anyMatch(own -> own.contains(subset));
  }
}
