package org.rlhf4j.algorithms.iterated;

import org.rlhf4j.algorithms.iterated.ExpertIterationOptions.From;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.TrainingOptions;

/** Expert iteration: imitates the best of n of its own answers, for some rounds. */
public final class ExpertIterationPlugin implements OptimizerPlugin<ExpertIterationOptions> {

  /** For the service loader. */
  public ExpertIterationPlugin() {}

  @Override
  public String id() {
    return "expert-iteration";
  }

  @Override
  public String summary() {
    return "imitates the best of n of its own answers to each prompt, for some rounds";
  }

  @Override
  public ExpertIterationOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    TrainingOptions training = TrainingOptions.of(8, 1, optimizer);
    return new ExpertIterationOptions(3, 16, 0, From.START, new Decoding(), training);
  }

  @Override
  public Optimizer create(ExpertIterationOptions options, PluginContext context) {
    if (options.decoding().temperature() == 0) {
      throw new UserException(
          "expert-iteration needs answers that differ: decoding.temperature must be above 0, got 0"
              + " (greedy)");
    }
    return new ExpertIteration(options);
  }
}
