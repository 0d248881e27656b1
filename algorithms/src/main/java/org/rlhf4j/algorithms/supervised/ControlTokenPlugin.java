package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** Control tokens: imitates both answers of each pair, told apart by a token, and asks for good. */
@Source(
    value =
        "Keskar et al. 2019, \"CTRL: a conditional transformer language model for controllable"
            + " generation\", arXiv:1909.05858",
    differs = "the token stands at the end of the prompt, right before the answer")
@Source(
    value =
        "Korbak et al. 2023, \"Pretraining language models with human preferences\","
            + " arXiv:2302.08582",
    differs = "fine-tuning, and the token stands at the end of the prompt")
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
