package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainingOptions;

/** Control tokens: imitates both answers of each pair, told apart by a token, and asks for good. */
public final class ControlTokenPlugin implements OptimizerPlugin<ControlTokenOptions> {

  /** For the service loader. */
  public ControlTokenPlugin() {}

  @Override
  public String id() {
    return "control-token";
  }

  @Override
  public String summary() {
    return "imitates both answers of each pair behind a good or bad token at the end of the prompt";
  }

  @Override
  public ControlTokenOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    return new ControlTokenOptions(TrainingOptions.of(8, 1, optimizer), "<|good|>", "<|bad|>");
  }

  @Override
  public Optimizer create(ControlTokenOptions options, PluginContext context) {
    return new ControlToken(options);
  }
}
