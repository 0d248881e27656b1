package org.rlhf4j.runner.spec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.Optimizer;

/**
 * One method of an experiment.
 *
 * @param plugin what makes it
 * @param name what it is called in the results
 * @param from the policy to improve
 * @param reward what it optimises in the place of the run's reward; null for that one
 */
public record MethodStage(
    @Flat Part<Optimizer> plugin,
    @Option("what it is called in the results; default its id") @Nullable String name,
    @Option("the policy to improve: base or an earlier method; default sft or else base")
        @Nullable String from,
    @Option("what it optimises in the place of the run's reward; one that needs no fitting")
        @Nullable Part<RewardModel> reward) {

  public MethodStage {
    Objects.requireNonNull(plugin, "plugin");
  }

  /** The name in the results. */
  public String effectiveName() {
    return name == null ? plugin.plugin().id() : name;
  }
}
