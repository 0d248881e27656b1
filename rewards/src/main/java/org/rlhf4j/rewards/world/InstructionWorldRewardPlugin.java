package org.rlhf4j.rewards.world;

import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.RewardModelPlugin;
import org.rlhf4j.api.plugin.Source;

/** {@code instruction-world} as a reward: the {@link GoldScore}. */
@Source("rlhf4j's own")
public final class InstructionWorldRewardPlugin
    implements RewardModelPlugin<InstructionWorldRewardPlugin.NoOptions> {

  /** The gold score has nothing to choose. */
  public record NoOptions() {}

  /** For the service loader. */
  public InstructionWorldRewardPlugin() {}

  @Override
  public String id() {
    return "instruction-world";
  }

  @Override
  public String summary() {
    return "gold score in [0, 1] of answers in the instruction world";
  }

  @Override
  public NoOptions defaults() {
    return new NoOptions();
  }

  @Override
  public RewardModel create(NoOptions options, PluginContext context) {
    return new GoldScore();
  }
}
