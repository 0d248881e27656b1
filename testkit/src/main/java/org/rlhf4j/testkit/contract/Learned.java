package org.rlhf4j.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.rlhf4j.api.Answer;
import org.rlhf4j.api.Comparison;
import org.rlhf4j.api.Completion;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Prompt;
import org.rlhf4j.api.Response;
import org.rlhf4j.api.TokenRow;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.math.Sample;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.Exact;
import org.rlhf4j.testkit.OracleProblem;
import org.rlhf4j.testkit.RecordingLog;
import org.rlhf4j.testkit.TabularPolicy;

/**
 * How much better a method makes its policy by the feedback that it declares: trained from several
 * starts, measured on all of the feedback, and exact where the policy has a likelihood.
 *
 * @param gains by what was measured, one number for each start
 */
record Learned(Map<String, List<Double>> gains) {

  private static final int STARTS = 12;
  private static final int DRAWS = 200;
  private static final List<int[]> COMPLETIONS =
      OracleProblem.LANGUAGE.completions(OracleProblem.MAX_NEW_TOKENS);

  /** Trains from several starts. */
  static Learned of(
      Supplier<Optimizer> make, BiFunction<TabularPolicy, RunLog, OptimizationTask> task) {
    Map<String, List<Double>> gains = new LinkedHashMap<>();
    for (int i = 0; i < STARTS; i++) {
      Optimizer method = make.get();
      TabularPolicy start = new OracleProblem(RandomStream.ofSeed(100 + i)).policy();
      try (TabularPolicy before = start.copy();
          Policy after =
              method.optimize(mixed(task.apply(start, new RecordingLog()), "start " + i))) {
        // what the method was given it may have changed: see O8
        OptimizationTask measured = task.apply(before, new RecordingLog());
        for (Measure measure : measures(method.needs(), measured, after.likelihood().isPresent())) {
          gains
              .computeIfAbsent(measure.what(), what -> new ArrayList<>())
              .add(measure.of().apply(after, before) - measure.of().apply(before, before));
        }
      }
    }
    return new Learned(gains);
  }

  /** Whether the policy is better by one kind of feedback at least, by two standard errors. */
  boolean isBetter() {
    return gains.values().stream()
        .map(Learned::sample)
        .anyMatch(s -> s.mean() > 2 * s.standardError());
  }

  /** Whether every number is one. */
  boolean isFinite() {
    return gains.values().stream().flatMap(List::stream).allMatch(Double::isFinite);
  }

  private static Sample sample(List<Double> numbers) {
    return Sample.of(numbers.stream().mapToDouble(x -> x).toArray());
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    gains.forEach(
        (what, numbers) ->
            words.add(
                String.format(
                    Locale.ROOT,
                    "%s changes by %.4f ± %.4f",
                    what,
                    sample(numbers).mean(),
                    sample(numbers).standardError())));
    return String.join(", ", words) + ", mean and standard error over " + STARTS + " starts";
  }

  /**
   * Something to be better by.
   *
   * @param of a policy's number, beside the start's own answers
   */
  private record Measure(String what, BiFunction<Policy, TabularPolicy, Double> of) {}

  private static List<Measure> measures(
      Set<Need> needs, OptimizationTask task, boolean likelihood) {
    List<Measure> measures = new ArrayList<>();
    if (needs.contains(Need.PREFERENCES) && likelihood) {
      measures.add(
          new Measure(
              "the margin of the pairs, log pi(chosen) - log pi(rejected),",
              (policy, start) ->
                  task.preferences().stream()
                      .mapToDouble(
                          p ->
                              logProb(policy, p.prompt(), p.chosen())
                                  - logProb(policy, p.prompt(), p.rejected()))
                      .average()
                      .orElseThrow()));
    }
    if (needs.contains(Need.DEMONSTRATIONS) && likelihood) {
      measures.add(
          new Measure(
              "log pi of the demonstrations",
              (policy, start) ->
                  task.demonstrations().stream()
                      .mapToDouble(d -> logProb(policy, d.prompt(), d.answer()))
                      .average()
                      .orElseThrow()));
    }
    if (needs.contains(Need.REWARD)) {
      measures.add(
          new Measure(
              "the mean reward",
              (policy, start) -> mean(policy, task.prompts(), (p, a) -> rewards(task, p, a))));
    }
    if (needs.contains(Need.JUDGE)) {
      measures.add(
          new Measure(
              "the win rate over the start's answers",
              (policy, start) ->
                  mean(policy, task.prompts(), (p, a) -> winRates(task, p, a, start))));
    }
    return measures;
  }

  private static double logProb(Policy policy, Prompt prompt, Answer answer) {
    double sum = 0;
    List<TokenRow> row = List.of(policy.encode(prompt, answer));
    for (float logProb : policy.likelihood().orElseThrow().logProbs(row, 1).get(0)) {
      sum += logProb;
    }
    return sum;
  }

  /** The mean over prompts and a policy's answers of what answers are worth. */
  private static double mean(
      Policy policy, List<Prompt> prompts, BiFunction<Prompt, List<Answer>, double[]> worth) {
    List<Answer> answers = new OracleProblem().answers();
    double sum = 0;
    for (Prompt prompt : prompts) {
      if (policy.likelihood().isPresent()) {
        double[] p = Exact.distribution(policy, prompt, COMPLETIONS);
        sum += Exact.mean(p, worth.apply(prompt, answers)) / prompts.size();
      } else {
        Decoding decoding = Decoding.sampling(1, OracleProblem.MAX_NEW_TOKENS);
        List<Answer> drawn =
            policy
                .generate(List.of(prompt), DRAWS, decoding, RandomStream.ofSeed(5))
                .get(0)
                .stream()
                .map(Completion::answer)
                .toList();
        sum += Arrays.stream(worth.apply(prompt, drawn)).average().orElseThrow() / prompts.size();
      }
    }
    return sum;
  }

  private static double[] rewards(OptimizationTask task, Prompt prompt, List<Answer> answers) {
    return task.requireReward().score(answers.stream().map(a -> new Response(prompt, a)).toList());
  }

  /** The chance of each answer to beat one of the start's. */
  private static double[] winRates(
      OptimizationTask task, Prompt prompt, List<Answer> answers, TabularPolicy start) {
    List<Answer> others = new OracleProblem().answers();
    double[] p = Exact.distribution(start, prompt, COMPLETIONS);
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      for (int y = 0; y < p.length; y++) {
        comparisons.add(new Comparison(i + " " + y, prompt, answers.get(i), others.get(y)));
      }
    }
    double[] preferred =
        Objects.requireNonNull(task.judge()).judge(comparisons).stream()
            .mapToDouble(verdict -> verdict.preferFirst())
            .toArray();
    double[] rates = new double[answers.size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = Exact.mean(p, Arrays.copyOfRange(preferred, i * p.length, (i + 1) * p.length));
    }
    return rates;
  }

  /** With rows in a random order, so that a few steps see a sample of all, and own randomness. */
  private static OptimizationTask mixed(OptimizationTask task, String name) {
    RandomStream random = task.random().child(name);
    return new OptimizationTask(
        task.start(),
        task.reference(),
        mixed(task.demonstrations(), random.child("demonstrations")),
        mixed(task.preferences(), random.child("preferences")),
        task.prompts(),
        task.reward(),
        task.judge(),
        random,
        task.log());
  }

  private static <T> List<T> mixed(List<T> rows, RandomStream random) {
    return Arrays.stream(random.permutation(rows.size())).mapToObj(rows::get).toList();
  }
}
