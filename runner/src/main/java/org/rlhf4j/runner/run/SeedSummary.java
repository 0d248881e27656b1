package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.evaluation.Basis;
import org.rlhf4j.api.evaluation.Evaluation;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Measurement.Kind;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.CrossedMean;
import org.rlhf4j.api.statistics.Interval;

/**
 * Several runs of one spec with different seeds as one table: the mean over the seeds, and its
 * standard error and interval over seeds and prompts, as {@link CrossedMean} has them. That error
 * covers everything that chance decides, training included, and is never below what the prompts
 * allow, which all seeds may have in common; the error of a single run covers the evaluation
 * prompts alone. Charts, tables and alarms are those of the single runs and stay with them.
 */
final class SeedSummary {
  private static final double LEVEL = 0.95;

  private SeedSummary() {}

  /** What must be equal for two numbers to be of the same thing. */
  private record Key(String subject, String metric, String unit) {}

  /** An evaluator of one run, with the observations behind its numbers. */
  private record Seen(Evaluated evaluated, Observations observations) {
    Evaluation evaluation() {
      return evaluated.evaluation();
    }
  }

  /**
   * The table.
   *
   * @param observations of each run
   */
  static Results of(List<Results> runs, List<Observations> observations) {
    Set<String> subjects = new LinkedHashSet<>();
    List<Long> seeds = new ArrayList<>();
    Map<Integer, List<Seen>> byPlace = new LinkedHashMap<>();
    for (int r = 0; r < runs.size(); r++) {
      Results run = runs.get(r);
      Observations own = observations.get(r);
      subjects.addAll(run.subjects());
      seeds.addAll(run.seeds());
      run.evaluated()
          .forEach(
              e ->
                  byPlace.computeIfAbsent(e.place(), p -> new ArrayList<>()).add(new Seen(e, own)));
    }
    List<Evaluated> means = byPlace.values().stream().map(SeedSummary::mean).toList();
    return new Results(
        runs.get(0).name(), seeds, List.copyOf(subjects), /* rewardFit= */ null, means);
  }

  private static Evaluated mean(List<Seen> runs) {
    Map<Key, List<Measurement>> byKey = new LinkedHashMap<>();
    Map<Key, List<SeedNumber>> numbers = new LinkedHashMap<>();
    Evaluated first = runs.get(0).evaluated();
    for (Seen run : runs) {
      for (Measurement m : run.evaluation().measurements()) {
        Key key = new Key(m.subject(), m.metric(), m.unit());
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(m);
        numbers
            .computeIfAbsent(key, k -> new ArrayList<>())
            .add(SeedNumber.of(first.place(), m, run.observations()));
      }
    }
    List<Measurement> means = new ArrayList<>();
    byKey.forEach(
        (key, values) -> {
          List<Evaluated> all = runs.stream().map(Seen::evaluated).toList();
          boolean same = samePrompts(all, key.metric);
          means.add(mean(key, values, Objects.requireNonNull(numbers.get(key)), same));
        });
    List<Basis> bases = runs.stream().map(r -> r.evaluation().basis()).toList();
    Evaluation mean = Evaluation.of(basis(bases), means);
    Set<String> metrics = new LinkedHashSet<>();
    runs.forEach(r -> metrics.addAll(r.evaluation().bases().keySet()));
    for (String metric : metrics) {
      List<Basis> own = runs.stream().map(r -> r.evaluation().basis(metric)).toList();
      mean = mean.withBasis(metric, basis(own));
    }
    return new Evaluated(first.place(), first.id(), mean);
  }

  /** What all of them rest upon; data that is drawn with the seed is another with each. */
  private static Basis basis(List<Basis> of) {
    return new Basis(
        same(of.stream().map(Basis::judge)),
        same(of.stream().map(Basis::baseline)),
        Objects.requireNonNull(same(of.stream().map(Basis::prompts))),
        same(of.stream().map(Basis::data)),
        of.stream().map(Basis::decoding).distinct().count() == 1 ? of.get(0).decoding() : null);
  }

  private static @Nullable String same(Stream<@Nullable String> values) {
    List<@Nullable String> different = values.distinct().collect(Collectors.toList());
    return different.size() == 1 ? different.get(0) : "another with each seed";
  }

  /** Whether a column of an evaluator rests on the same prompts in all runs. */
  private static boolean samePrompts(List<Evaluated> runs, String metric) {
    return runs.stream().map(r -> r.evaluation().basis(metric).prompts()).distinct().count() == 1;
  }

  private static Measurement mean(
      Key key, List<Measurement> values, List<SeedNumber> numbers, boolean samePrompts) {
    Measurement first = Objects.requireNonNull(values.get(0));
    double[] all = values.stream().mapToDouble(Measurement::value).toArray();
    double mean = Sample.of(all).mean();
    double error = Double.NaN;
    Interval interval = Interval.NONE;
    boolean known = !first.isEstimate() && Arrays.stream(all).distinct().count() == 1;
    if (!known && all.length > 1 && !Double.isNaN(mean)) {
      CrossedMean crossed = SeedNumber.mean(numbers, samePrompts);
      error = crossed.standardError();
      interval = crossed.interval(LEVEL);
    }
    // what was counted with each seed is an estimate of what other seeds would give
    boolean estimate = first.kind() == Kind.FIXED && !known;
    return Measurement.estimate(
            key.subject, key.metric, key.unit, mean, error, interval, all.length)
        .as(estimate ? Kind.ESTIMATE : first.kind())
        .noted(first.note());
  }
}
