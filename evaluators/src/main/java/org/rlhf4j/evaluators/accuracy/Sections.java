package org.rlhf4j.evaluators.accuracy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

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
   */
  record Mean(double value, double standardError) {}

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
  double weight(String subset, Tally tally) {
    return weights.getOrDefault(subset, (double) tally.n());
  }

  /** The accuracy of a section. */
  Mean section(String section, Map<String, Tally> tallies) {
    double sum = 0;
    double value = 0;
    double variance = 0;
    for (String subset : subsets.getOrDefault(section, List.of())) {
      Tally tally = tallies.get(subset);
      if (tally != null) {
        double weight = weight(subset, tally);
        sum += weight;
        value += weight * tally.accuracy().mean();
        variance += Math.pow(weight * tally.accuracy().standardError(), 2);
      }
    }
    return new Mean(value / sum, Math.sqrt(variance) / sum);
  }

  /** The accuracy of all sections. */
  Mean all(Map<String, Tally> tallies) {
    double value = 0;
    double variance = 0;
    for (String section : subsets.keySet()) {
      Mean mean = section(section, tallies);
      value += mean.value();
      variance += mean.standardError() * mean.standardError();
    }
    return new Mean(value / subsets.size(), Math.sqrt(variance) / subsets.size());
  }
}
