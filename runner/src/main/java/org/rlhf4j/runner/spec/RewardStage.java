package org.rlhf4j.runner.spec;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * The reward that methods optimise.
 *
 * @param plugin what makes it
 * @param from the policy whose network a trained reward starts from, and on whose answers it is
 *     normalised
 * @param referenceSamples how many answers it is normalised on
 */
public record RewardStage(
    @Flat @Nullable Part<RewardModel> plugin,
    @Option("the policy to start from: base or a method; default sft where there is one, else base")
        @Nullable String from,
    @Option(value = "answers of that policy, one a prompt, to normalise on", min = 2)
        int referenceSamples) {

  /** Normalised on 256 answers. */
  public RewardStage() {
    this(null, null, 256);
  }

  RewardStage withFrom(String from) {
    return new RewardStage(plugin, from, referenceSamples);
  }
}
