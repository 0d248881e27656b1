package org.rlhf4j.runner.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hipparchus.distribution.continuous.TDistribution;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.runner.run.SpecGrid.Variant;

/**
 * The runs of a spec as one table: over seeds the mean, and for each setting of the sweep a row of
 * its own, such as {@code dpo dpo.beta=0.1}. A method on which a setting has no influence has one
 * row and not the same one again and again. Numbers of different bases stand in columns of their
 * own.
 */
final class GridSummary {
  private GridSummary() {}

  /** A method under a setting. */
  private record Row(String subject, Map<String, String> settings) {
    String label() {
      List<String> words = new ArrayList<>(List.of(subject));
      settings.forEach((place, value) -> words.add(place + "=" + value));
      return String.join(" ", words);
    }
  }

  /** A column: the place of the evaluator in the spec, and what its numbers rest upon. */
  private record Column(int place, String id, Basis basis) {}

  /** The results of a run, and where its observations lie. */
  record Run(Results results, Path folder) {
    Observations observations() {
      return Observations.read(folder, results);
    }
  }

  static Results of(Map<Variant, List<Run>> runs) {
    Map<Map<String, String>, Results> bySettings = new LinkedHashMap<>();
    runs.forEach((variant, seeds) -> bySettings.put(variant.settings(), overSeeds(seeds)));
    Results first = bySettings.values().iterator().next();
    if (bySettings.size() == 1 && bySettings.containsKey(Map.of())) {
      return first;
    }
    return together(bySettings, first);
  }

  private static Results overSeeds(List<Run> seeds) {
    List<Results> results = seeds.stream().map(Run::results).toList();
    return seeds.size() == 1
        ? results.get(0)
        : SeedSummary.of(results, seeds.stream().map(Run::observations).toList());
  }

  private static Results together(Map<Map<String, String>, Results> bySettings, Results first) {
    Set<String> subjects = new LinkedHashSet<>();
    Set<Long> seeds = new LinkedHashSet<>();
    bySettings
        .values()
        .forEach(
            results -> {
              subjects.addAll(results.subjects());
              seeds.addAll(results.seeds());
            });
    Set<String> labels = new LinkedHashSet<>();
    Map<Column, List<Measurement>> columns = new LinkedHashMap<>();
    for (String subject : subjects) {
      Set<String> relevant = relevant(subject, bySettings);
      bySettings.forEach(
          (settings, results) -> {
            Map<String, String> shown = new LinkedHashMap<>(settings);
            shown.keySet().retainAll(relevant);
            String label = new Row(subject, shown).label();
            if (results.subjects().contains(subject) && labels.add(label)) {
              addTo(columns, subject, label, results);
            }
          });
    }
    List<Evaluated> evaluated = new ArrayList<>();
    columns.forEach(
        (column, measurements) ->
            evaluated.add(
                new Evaluated(
                    evaluated.size(), column.id, Evaluation.of(column.basis, measurements))));
    return new Results(
        first.name(), List.copyOf(seeds), List.copyOf(labels), /* rewardFit= */ null, evaluated);
  }

  private static void addTo(
      Map<Column, List<Measurement>> columns, String subject, String label, Results results) {
    for (Evaluated e : results.evaluated()) {
      List<Measurement> column =
          columns.computeIfAbsent(
              new Column(e.place(), e.id(), e.evaluation().basis()), c -> new ArrayList<>());
      for (Measurement m : e.evaluation().measurements()) {
        if (m.subject().equals(subject)) {
          column.add(m.of(label));
        }
      }
    }
  }

  /** The settings that change anything about a subject. */
  private static Set<String> relevant(
      String subject, Map<Map<String, String>, Results> bySettings) {
    Set<String> relevant = new LinkedHashSet<>();
    Set<String> places = new LinkedHashSet<>();
    bySettings.keySet().forEach(settings -> places.addAll(settings.keySet()));
    for (String place : places) {
      Map<Map<String, String>, List<Object>> withoutPlace = new LinkedHashMap<>();
      bySettings.forEach(
          (settings, results) -> {
            Map<String, String> others = new LinkedHashMap<>(settings);
            others.remove(place);
            List<Object> found = numbers(subject, results);
            List<Object> before = withoutPlace.putIfAbsent(others, found);
            if (before != null && !before.equals(found)) {
              relevant.add(place);
            }
          });
    }
    return relevant;
  }

  private static List<Object> numbers(String subject, Results results) {
    List<Object> numbers = new ArrayList<>();
    numbers.add(results.subjects().contains(subject));
    for (Evaluated e : results.evaluated()) {
      for (Measurement m : e.evaluation().measurements()) {
        if (m.subject().equals(subject)) {
          numbers.add(List.of(e.place(), e.evaluation().basis(), m));
        }
      }
    }
    return numbers;
  }

  /** What the numbers are, in a line above the table. */
  static String title(Map<Variant, List<Run>> runs) {
    List<Run> some = Objects.requireNonNull(runs.values().iterator().next());
    int seeds = some.size();
    if (seeds == 1) {
      return "one run each ± standard error over the evaluation prompts\n";
    }
    return String.format(
        Locale.ROOT,
        "means over %d seeds ± standard error over seeds and prompts (95 %% interval: at most"
            + " ± %.3g of them)%n",
        seeds,
        new TDistribution(seeds - 1).inverseCumulativeProbability(0.975));
  }
}
