package org.rlhf4j.runner.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.rlhf4j.api.Demonstration;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Preference;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.OptimizationTask;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainablePolicy;
import org.rlhf4j.testkit.Exact;

/** Trains one method on an oracle's language and compares its policy with the truth. */
final class Trial {
  /** Enough that the exact proportions are met to a thousandth. */
  private static final int DEMONSTRATIONS = 2000;

  private static final int COPIES_OF_PAIRS = 8;
  private static final int SAMPLES = 20_000;

  private final Oracle oracle;
  private final RandomStream random;
  private final RunLog log;

  Trial(Oracle oracle, RandomStream random, RunLog log) {
    this.oracle = oracle;
    this.random = random;
    this.log = log;
  }

  /** Runs a method to its end. */
  Outcome run(String id, Recipe recipe, Optimizer method) {
    long start = System.nanoTime();
    Set<Need> needs = method.needs();
    List<Preference> pairs =
        needs.contains(Need.PREFERENCES)
            ? oracle.preferences(COPIES_OF_PAIRS, recipe.flip())
            : List.of();
    List<Demonstration> demonstrations =
        needs.contains(Need.DEMONSTRATIONS)
            ? oracle.demonstrations(DEMONSTRATIONS, recipe.beta())
            : List.of();
    TrainablePolicy learner = oracle.reference().copy();
    List<Policy> owned = new ArrayList<>(List.of(learner));
    try {
      Policy policy =
          method.optimize(
              new OptimizationTask(
                  learner,
                  oracle.reference(),
                  demonstrations,
                  pairs,
                  needs.contains(Need.PROMPTS) ? oracle.prompts() : List.of(),
                  needs.contains(Need.REWARD) ? oracle.reward() : null,
                  needs.contains(Need.JUDGE) ? oracle.judge(random.child("judge")) : null,
                  random.child("method"),
                  log));
      owned.set(0, policy); // a wrapper owns what it wraps
      double seconds = (System.nanoTime() - start) / 1e9;
      double[][] target =
          switch (recipe.target()) {
            case OPTIMUM -> oracle.optimum(recipe.beta(), recipe.chiSquared());
            case PREFERENCE_RATE -> oracle.optimumOfPreferenceRates(recipe.beta());
            case DEMONSTRATIONS -> oracle.shares(demonstrations);
            case CHOSEN -> oracle.chosen(pairs);
            case BEST_OF_N -> oracle.bestOf(recipe.options().get("n").getAsInt());
            case NONE -> new double[0][];
          };
      return policy.likelihood().isPresent()
          ? exact(id, recipe, oracle.distributions(policy), target, seconds)
          : sampled(id, recipe, policy, target, seconds);
    } finally {
      owned.forEach(Policy::close);
    }
  }

  private Outcome exact(
      String id, Recipe recipe, double[][] policy, double[][] target, double seconds) {
    double toReference = mean(policy, oracle.references(), Exact::kl);
    double toTarget =
        switch (recipe.target()) {
          case OPTIMUM, PREFERENCE_RATE -> mean(policy, target, Exact::kl);
          case NONE -> Double.NaN;
          default -> mean(target, policy, Exact::kl);
        };
    return new Outcome(
        id,
        oracle.name(),
        recipe,
        toTarget,
        toReference,
        mean(policy, oracle.rewards(), Exact::mean),
        Exact.bestReward(oracle.references(), oracle.rewards(), toReference),
        seconds);
  }

  /** What a policy is like that can only be sampled. */
  private Outcome sampled(
      String id, Recipe recipe, Policy policy, double[][] target, double seconds) {
    long[][] counts = oracle.counts(policy, SAMPLES, random.child("samples"));
    double[][] shares =
        Arrays.stream(counts)
            .map(row -> Arrays.stream(row).mapToDouble(n -> (double) n / SAMPLES).toArray())
            .toArray(double[][]::new);
    // the plug-in estimate is off by (completions - 1) / (2 samples) on average (Miller 1955)
    double chance = (oracle.completions().size() - 1) / (2.0 * SAMPLES);
    return new Outcome(
        id,
        oracle.name(),
        recipe,
        recipe.target() == Recipe.Target.NONE
            ? Double.NaN
            : Math.max(0, mean(shares, target, Exact::kl) - chance),
        Double.NaN,
        mean(shares, oracle.rewards(), Exact::mean),
        Double.NaN,
        seconds);
  }

  private static double mean(
      double[][] a, double[][] b, ToDoubleBiFunction<double[], double[]> number) {
    return IntStream.range(0, a.length)
        .mapToDouble(p -> number.applyAsDouble(a[p], b[p]))
        .average()
        .orElseThrow();
  }
}
