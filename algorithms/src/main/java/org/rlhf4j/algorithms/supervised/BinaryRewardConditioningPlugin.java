package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** AlpacaFarm's binary reward conditioning: like control tokens, but before the prompt. */
@Source(
    "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
        + " feedback\", arXiv:2305.14387, appendix A")
public final class BinaryRewardConditioningPlugin implements OptimizerPlugin<ControlTokenOptions> {

  /** For the service loader. */
  public BinaryRewardConditioningPlugin() {}

  @Override
  public String id() {
    return "binary-reward-conditioning";
  }

  @Override
  public String summary() {
    return "imitates both answers of each pair with a good or bad token before the prompt";
  }

  @Override
  public ControlTokenOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    return new ControlTokenOptions(TrainingOptions.of(8, 1, optimizer), "<reward_0>", "<reward_1>");
  }

  @Override
  public Optimizer create(ControlTokenOptions options, PluginContext context) {
    return new BinaryRewardConditioning(options);
  }
}
