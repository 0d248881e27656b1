package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** AlpacaFarm's binary FeedME: imitates the preferred answer of each pair. */
@Source(
    "Dubois et al. 2023, \"AlpacaFarm: a simulation framework for methods that learn from human"
        + " feedback\", arXiv:2305.14387, appendix A")
public final class BinaryFeedMePlugin implements OptimizerPlugin<BinaryFeedMeOptions> {

  /** For the service loader. */
  public BinaryFeedMePlugin() {}

  @Override
  public String id() {
    return "binary-feedme";
  }

  @Override
  public String summary() {
    return "imitates the preferred answer of each pair and ignores the rejected one";
  }

  @Override
  public BinaryFeedMeOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(2e-5).with(AdamW.Schedule.LINEAR, 0);
    return new BinaryFeedMeOptions(TrainingOptions.of(8, 1, optimizer));
  }

  @Override
  public Optimizer create(BinaryFeedMeOptions options, PluginContext context) {
    return new BinaryFeedMe(options);
  }
}
