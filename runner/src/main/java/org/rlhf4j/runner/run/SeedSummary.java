package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rlhf4j.api.Measurement;

/**
 * Several runs of one spec with different seeds as one table: the mean over the seeds, and its
 * standard error over the seeds. That error covers everything that chance decides, training
 * included, where the error of a single run covers the evaluation prompts alone.
 */
final class SeedSummary {
  private SeedSummary() {}

  /** What must be equal for two findings to be of the same thing. */
  private record Key(int evaluator, String id, String subject, String metric, String unit) {}

  static Results of(List<Results> runs) {
    Map<Key, List<Measurement>> byKey = new LinkedHashMap<>();
    Set<String> subjects = new LinkedHashSet<>();
    List<Long> seeds = new ArrayList<>();
    for (Results run : runs) {
      subjects.addAll(run.subjects());
      seeds.addAll(run.seeds());
      for (Finding f : run.findings()) {
        Measurement m = f.measurement();
        Key key = new Key(f.evaluator(), f.id(), m.subject(), m.metric(), m.unit());
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(m);
      }
    }
    List<Finding> findings = new ArrayList<>();
    byKey.forEach((key, values) -> findings.add(mean(key, values)));
    return new Results(
        runs.get(0).name(), seeds, List.copyOf(subjects), /* rewardFit= */ null, findings);
  }

  private static Finding mean(Key key, List<Measurement> values) {
    double[] numbers = values.stream().mapToDouble(Measurement::value).toArray();
    Measurement mean = Measurement.mean(key.subject, key.metric, key.unit, numbers);
    String note = values.get(0).note();
    return new Finding(
        key.evaluator,
        key.id,
        new Measurement(
            key.subject, key.metric, key.unit, mean.value(), mean.standardError(), mean.n(), note));
  }
}
