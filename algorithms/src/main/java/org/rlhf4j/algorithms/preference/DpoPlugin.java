package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainingOptions;

/** Direct preference optimisation: fits the implicit reward of the policy to pairs. */
public final class DpoPlugin implements OptimizerPlugin<DpoOptions> {

  /** For the service loader. */
  public DpoPlugin() {}

  @Override
  public String id() {
    return "dpo";
  }

  @Override
  public String summary() {
    return "direct preference optimisation on pairs, without a reward model";
  }

  @Override
  public DpoOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6).with(AdamW.Schedule.LINEAR, 0);
    return new DpoOptions(TrainingOptions.of(8, 1, optimizer), 0.1);
  }

  @Override
  public Optimizer create(DpoOptions options, PluginContext context) {
    return new Dpo(options);
  }
}
