package org.rlhf4j.runner.verify;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.rlhf4j.api.Need;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.math.RandomStream;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.run.Progress;
import org.rlhf4j.api.run.RunLog;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.testkit.TabularPolicy;

/** Verifies methods: each on the table, on the transformer where it says how, and its gradient. */
public final class Verification {

  /** Makes a method from a plugin and options, or refuses the options. */
  @FunctionalInterface
  public interface Methods {
    /** The method. */
    Optimizer make(OptimizerPlugin<?> plugin, JsonObject options);
  }

  private final Methods methods;
  private final RandomStream random;
  private final RunLog log;
  private final List<Outcome> outcomes = new ArrayList<>();
  private final List<KlEstimates.Row> estimates = new ArrayList<>();
  private final List<GradientTrial.Row> gradients = new ArrayList<>();

  /**
   * A verification to be run once.
   *
   * @param log where progress goes; what the methods log themselves is dropped
   */
  public Verification(Methods methods, RandomStream random, RunLog log) {
    this.methods = methods;
    this.random = random;
    this.log = log;
  }

  /**
   * Verifies.
   *
   * @param plugins the methods
   * @param transformer makes the second language; it is asked once, if any method says how it is
   *     trained there
   */
  public VerifyReport run(
      List<? extends OptimizerPlugin<?>> plugins, Supplier<Oracle> transformer) {
    long start = System.nanoTime();
    try (Oracle table = Languages.table(random);
        Progress progress = log.progress("verify", plugins.size(), "methods")) {
      TabularPolicy elsewhere = Languages.elsewhere(table, random);
      estimates.addAll(KlEstimates.of(table, elsewhere));
      long done = 0;
      for (OptimizerPlugin<?> plugin : plugins) {
        trial(table, plugin);
        gradient(table, elsewhere, plugin);
        progress.update(++done, plugin.id());
      }
      if (plugins.stream().anyMatch(p -> !Recipe.all(p, "transformer").isEmpty())) {
        try (Oracle oracle = transformer.get()) {
          plugins.forEach(plugin -> trial(oracle, plugin));
        }
      }
    }
    return new VerifyReport(outcomes, estimates, gradients, (System.nanoTime() - start) / 1e9);
  }

  private void trial(Oracle oracle, OptimizerPlugin<?> plugin) {
    for (Recipe recipe : Recipe.all(plugin, oracle.name())) {
      Optimizer method = make(plugin, recipe.options());
      RandomStream stream = stream(random, oracle.name(), plugin.id(), recipe.variant());
      outcomes.add(new Trial(oracle, stream, RunLog.silent()).run(plugin.id(), recipe, method));
    }
  }

  /** The randomness of a trial, which no other trial moves. */
  static RandomStream stream(RandomStream random, String language, String id, String variant) {
    RandomStream stream = random.child("trial").child(language).child(id);
    return variant.isEmpty() ? stream : stream.child(variant);
  }

  /** The first gradient of a method that learns from its own answers and a reward alone. */
  private void gradient(Oracle table, TabularPolicy elsewhere, OptimizerPlugin<?> plugin) {
    Recipe recipe = Recipe.all(plugin, table.name()).get(0);
    if (!recipe.gradient()) {
      return;
    }
    JsonObject options = recipe.options().deepCopy();
    options.addProperty("steps", 1);
    Optimizer method = make(plugin, options);
    if (!Set.of(Need.PROMPTS, Need.REWARD).containsAll(method.needs())) {
      throw new UserException(
          plugin.id() + " asks for a gradient trial, but learns from " + method.needs());
    }
    gradients.add(
        new GradientTrial(table, elsewhere, random.child("gradient"))
            .run(plugin.id(), recipe.beta(), method));
  }

  private Optimizer make(OptimizerPlugin<?> plugin, JsonObject options) {
    return methods.make(plugin, options);
  }
}
