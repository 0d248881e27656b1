package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.algorithms.ControlledPolicy;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.Optimizer;

/**
 * AlpacaFarm's binary reward conditioning: {@link ControlToken} with the tokens before the prompt,
 * behind the beginning-of-sequence id.
 */
@Source(
    "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
        + " feedback\", arXiv:2305.14387, appendix A")
public final class BinaryRewardConditioning implements OptimizerPlugin<ControlToken.Options> {

  /** For the service loader. */
  public BinaryRewardConditioning() {}

  @Override
  public String id() {
    return "binary-reward-conditioning";
  }

  @Override
  public String summary() {
    return "imitates both answers of each pair with a good or bad token before the prompt";
  }

  @Override
  public ControlToken.Options defaults() {
    return new ControlToken.Options(Sft.defaultTraining(), "<reward_0>", "<reward_1>");
  }

  @Override
  public Optimizer create(ControlToken.Options options, PluginContext context) {
    return new ControlToken.Training(id(), options, ControlledPolicy::before);
  }
}
