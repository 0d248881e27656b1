package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** Supervised fine-tuning: imitates the answers of demonstrations. */
@Source(
    value =
        "Ouyang et al. 2022, \"Training language models to follow instructions with human"
            + " feedback\", arXiv:2203.02155, section 3.5",
    differs = "only the tokens of the answer count; every token of a step weighs the same")
public final class SftPlugin implements OptimizerPlugin<SftOptions> {

  /** For the service loader. */
  public SftPlugin() {}

  @Override
  public String id() {
    return "sft";
  }

  @Override
  public String summary() {
    return "supervised fine-tuning: imitates the answers of demonstrations";
  }

  @Override
  public SftOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    return new SftOptions(TrainingOptions.of(8, 1, optimizer));
  }

  @Override
  public Optimizer create(SftOptions options, PluginContext context) {
    return new Sft(options);
  }
}
