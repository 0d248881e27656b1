package com.example.chipo;

import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;
import org.rlhf4j.api.training.TrainingOptions;

/** Finds its way into specs by the service loader: see module-info. */
// region plugin
@Source(
    value =
        "Huang et al. 2024, \"Correcting the mythos of KL-regularization: direct alignment without"
            + " overoptimization via chi-squared preference optimization\", arXiv:2407.13399,"
            + " algorithm 1",
    differs = "the exponential of a log-ratio above 20 is that of 20")
public final class ChiPoPlugin implements OptimizerPlugin<ChiPoOptions> {

  /** For the service loader. */
  public ChiPoPlugin() {}

  @Override
  public String id() {
    return "chi-po";
  }

  @Override
  public String summary() {
    return "DPO that is also tied by the chi-squared divergence, against over-optimisation";
  }

  @Override
  public ChiPoOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6).with(AdamW.Schedule.LINEAR, 0);
    return new ChiPoOptions(TrainingOptions.of(8, 1, optimizer), 0.1, 10);
  }

  @Override
  public Optimizer create(ChiPoOptions options, PluginContext context) {
    return new ChiPo(options);
  }
}
// endregion
