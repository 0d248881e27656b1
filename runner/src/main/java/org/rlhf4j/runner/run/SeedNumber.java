package org.rlhf4j.runner.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.CrossedMean;

/**
 * What one seed found of a method.
 *
 * @param value the number
 * @param standardError of it over prompts; NaN where it has none
 * @param n how many observations stand behind it
 * @param byPrompt the observations whose mean it is; empty where they are not known
 */
public record SeedNumber(double value, double standardError, int n, Map<String, Double> byPrompt) {

  /** Relative to 1 and the value: a mean of the same numbers in another order. */
  private static final double ROUNDING = 1e-6;

  /**
   * A number of a run. Observations of which it is no mean, such as those behind a ratio, do not
   * count as its own.
   */
  public static SeedNumber of(int place, Measurement m, Observations observations) {
    Map<String, Double> own = observations.of(place, m.subject(), m.metric());
    double off = Math.abs(mean(own) - m.value());
    boolean explained = off <= ROUNDING * (1 + Math.abs(m.value()));
    return new SeedNumber(m.value(), m.standardError(), m.n(), explained ? own : Map.of());
  }

  private static double mean(Map<String, Double> observations) {
    return Sample.of(observations.values().stream().mapToDouble(x -> x).toArray()).mean();
  }

  /**
   * This one less another one of the same seed: on the prompts that both have, or by the numbers
   * alone. One without an error is what it is by definition, such as a baseline's 50 %.
   */
  public SeedNumber less(SeedNumber other) {
    boolean fixed = Double.isNaN(other.standardError);
    if (!byPrompt.isEmpty() && (fixed || !other.byPrompt.isEmpty())) {
      Map<String, Double> paired = new LinkedHashMap<>();
      byPrompt.forEach(
          (prompt, mine) -> {
            Double its =
                other.byPrompt.isEmpty() ? Double.valueOf(other.value) : other.byPrompt.get(prompt);
            if (its != null) {
              paired.put(prompt, mine - its);
            }
          });
      Sample sample = Sample.of(paired.values().stream().mapToDouble(x -> x).toArray());
      if (sample.n() > 0) {
        return new SeedNumber(sample.mean(), sample.standardError(), sample.n(), paired);
      }
    }
    double mine = Double.isNaN(standardError) ? 0 : standardError;
    double its = fixed ? 0 : other.standardError;
    return new SeedNumber(
        value - other.value, Math.hypot(mine, its), fixed ? n : Math.min(n, other.n), Map.of());
  }

  private double[] of(List<String> prompts) {
    return prompts.stream().mapToDouble(p -> Objects.requireNonNull(byPrompt.get(p))).toArray();
  }

  /**
   * The mean over seeds with its error over seeds and prompts.
   *
   * @param seeds at least two
   * @param samePrompts whether all of them were measured on the same prompts
   */
  public static CrossedMean mean(List<SeedNumber> seeds, boolean samePrompts) {
    if (samePrompts) {
      List<String> common = new ArrayList<>(seeds.get(0).byPrompt.keySet());
      seeds.forEach(seed -> common.retainAll(seed.byPrompt.keySet()));
      if (common.size() > 1) {
        return CrossedMean.of(seeds.stream().map(s -> s.of(common)).toArray(double[][]::new));
      }
    }
    double[] values = seeds.stream().mapToDouble(SeedNumber::value).toArray();
    double[] errors = seeds.stream().mapToDouble(SeedNumber::standardError).toArray();
    int prompts = seeds.stream().mapToInt(SeedNumber::n).min().orElseThrow();
    return samePrompts
        ? CrossedMean.shared(values, errors, prompts)
        : CrossedMean.nested(values, errors, prompts);
  }
}
