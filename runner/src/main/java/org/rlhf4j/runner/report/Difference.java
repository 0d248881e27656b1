package org.rlhf4j.runner.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;
import org.rlhf4j.api.evaluation.Measurement;
import org.rlhf4j.api.evaluation.Measurement.Kind;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.statistics.CrossedMean;
import org.rlhf4j.runner.run.SeedNumber;

/**
 * A number less that of another method, with its test.
 *
 * @param value the difference
 * @param standardError of the difference
 * @param p two-sided probability of so large a difference where there is none in truth
 * @param adjusted the same after Holm's correction for the number of comparisons
 * @param n how many pairs or, without pairs, observations
 * @param test what was done, in words
 */
record Difference(
    double value, double standardError, double p, double adjusted, int n, String test) {

  /** Student's t on what remains of each pair. */
  static Optional<Difference> paired(double[] differences, String of) {
    Sample sample = Sample.of(differences);
    return sample.n() < 2
        ? Optional.empty()
        : Optional.of(
            of(
                sample.mean(),
                sample.standardError(),
                sample.n() - 1,
                sample.n(),
                "paired t over " + sample.n() + " " + of));
  }

  /**
   * What remains of each seed's pair, with the error of seeds and prompts together.
   *
   * @param samePrompts whether all seeds were measured on the same prompts
   */
  static Optional<Difference> overSeeds(List<SeedNumber> differences, boolean samePrompts) {
    if (differences.size() < 2) {
      return Optional.empty();
    }
    CrossedMean mean = SeedNumber.mean(differences, samePrompts);
    int prompts = differences.stream().mapToInt(SeedNumber::n).min().orElseThrow();
    boolean pairs = differences.stream().noneMatch(d -> d.byPrompt().isEmpty());
    String test =
        String.format(
            Locale.ROOT,
            "paired over %d seeds, %d prompts%s",
            differences.size(),
            prompts,
            pairs ? " crossed with them" : " by their standard errors");
    double p = mean.p();
    return Optional.of(
        new Difference(mean.mean(), mean.standardError(), p, p, differences.size(), test));
  }

  /** The prompts that both have, paired. */
  static Optional<Difference> paired(Map<String, Double> one, Map<String, Double> other) {
    double[] differences =
        one.keySet().stream()
            .filter(other::containsKey)
            .mapToDouble(
                id -> Objects.requireNonNull(one.get(id)) - Objects.requireNonNull(other.get(id)))
            .toArray();
    return paired(differences, "prompts");
  }

  /** Observations against a number that is what it is by definition. */
  static Optional<Difference> fromFixed(Collection<Double> observations, double fixed) {
    double[] differences = observations.stream().mapToDouble(x -> x - fixed).toArray();
    return paired(differences, "prompts");
  }

  /**
   * Two numbers with nothing but their standard errors: Welch's t, or Student's against one that is
   * fixed, such as a baseline's 50 %.
   */
  static Optional<Difference> fromErrors(Measurement one, Measurement other) {
    boolean bound = one.kind() == Kind.UPPER_BOUND || other.kind() == Kind.UPPER_BOUND;
    boolean fixed = other.kind() == Kind.FIXED;
    if (bound || !(one.standardError() >= 0) || one.n() < 2) {
      return Optional.empty();
    }
    double a = one.standardError() * one.standardError();
    double difference = one.value() - other.value();
    if (fixed) {
      String test = "t from the standard error, n = " + one.n();
      return Optional.of(of(difference, one.standardError(), one.n() - 1, one.n(), test));
    }
    if (!(other.standardError() >= 0) || other.n() < 2) {
      return Optional.empty();
    }
    double b = other.standardError() * other.standardError();
    double freedom = (a + b) * (a + b) / (a * a / (one.n() - 1) + b * b / (other.n() - 1));
    int n = one.n() + other.n();
    String test = "Welch's t from the standard errors, n = " + one.n() + " and " + other.n();
    return Optional.of(of(difference, Math.sqrt(a + b), freedom, n, test));
  }

  private static Difference of(double value, double error, double freedom, int n, String test) {
    double p;
    if (error > 0 && freedom > 0) {
      p = 2 * new TDistribution(freedom).cumulativeProbability(-Math.abs(value / error));
    } else {
      p = value == 0 ? 1 : Double.NaN; // all pairs agree: without spread there is no test
    }
    return new Difference(value, error, p, p, n, test);
  }

  /**
   * Holm's correction (Scandinavian Journal of Statistics 6, 1979): the k-th smallest of m values
   * is multiplied by m - k + 1, and never below the one before it.
   */
  static List<Difference> holm(List<Difference> differences) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < differences.size(); i++) {
      if (!Double.isNaN(differences.get(i).p)) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingDouble(i -> differences.get(i).p));
    List<Difference> adjusted = new ArrayList<>(differences);
    double before = 0;
    for (int k = 0; k < order.size(); k++) {
      int i = order.get(k);
      Difference d = differences.get(i);
      before = Math.max(before, Math.min(1, d.p * (order.size() - k)));
      adjusted.set(i, new Difference(d.value, d.standardError, d.p, before, d.n, d.test));
    }
    return adjusted;
  }

  /** Up to three stars; none where it may be chance. */
  String stars() {
    if (adjusted < 0.001) {
      return "***";
    }
    if (adjusted < 0.01) {
      return "**";
    }
    return adjusted < 0.05 ? "*" : "";
  }
}
