package org.rlhf4j.algorithms.iterated;

import org.rlhf4j.algorithms.iterated.ExpertIterationOptions.From;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** Expert iteration: imitates the best of n of its own answers, for some rounds. */
@Source(
    value =
        "Anthony et al. 2017, \"Thinking fast and slow with deep learning and tree search\","
            + " arXiv:1705.08439",
    differs = "the expert is best-of-n and no tree search")
@Source(
    value =
        "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
            + " feedback\", arXiv:2305.14387",
    differs = "several rounds")
@Source(
    "Singh et al. 2023 (ReST-EM), arXiv:2312.06585, for from start; Dong et al. 2023 (RAFT),"
        + " arXiv:2304.06767, for from current")
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
