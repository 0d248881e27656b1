package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;

/**
 * REINFORCE leave-one-out: each answer is compared with the others to its prompt (Ahmadian et al.
 * 2024, arXiv:2402.14740). The penalty on the divergence from the reference is taken off the reward
 * of the whole answer. Defaults follow TRL's RLOOConfig, but for more answers a prompt.
 */
@Source(
    value =
        "Ahmadian et al. 2024, \"Back to basics: revisiting REINFORCE style optimization for"
            + " learning from human feedback in LLMs\", arXiv:2402.14740, section 2.2",
    differs =
        "further gradient steps on the same answers use ratios and clip them, as TRL's RLOOTrainer;"
            + " more answers a prompt than TRL's default")
public final class RlooPlugin implements OptimizerPlugin<RlooOptions> {

  /** For the service loader. */
  public RlooPlugin() {}

  @Override
  public String id() {
    return "rloo";
  }

  @Override
  public String summary() {
    return "REINFORCE with the other answers to a prompt as baseline, and a KL penalty";
  }

  @Override
  public RlooOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6).with(AdamW.Schedule.LINEAR, 0);
    return new RlooOptions(100, 16, 4, new Decoding(), optimizer, 0.05, RlooLevel.SEQUENCE, 1, 0.2);
  }

  @Override
  public Optimizer create(RlooOptions options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    return new Rloo(options);
  }
}
