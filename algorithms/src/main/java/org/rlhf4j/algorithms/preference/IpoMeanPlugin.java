package org.rlhf4j.algorithms.preference;

import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;

/** Identity preference optimisation on means over tokens, as in TRL. */
public final class IpoMeanPlugin implements OptimizerPlugin<IpoOptions> {

  /** For the service loader. */
  public IpoMeanPlugin() {}

  @Override
  public String id() {
    return "ipo-mean";
  }

  @Override
  public String summary() {
    return "ipo with the mean over tokens in the place of the sum, as in TRL";
  }

  @Override
  public IpoOptions defaults() {
    return new IpoOptions(PairTraining.defaults(1e-6), 0.1);
  }

  @Override
  public Optimizer create(IpoOptions options, PluginContext context) {
    return PairTraining.withReference(
        id(),
        options.training(),
        new IpoLoss(options.beta(), Scale.TOKEN_MEAN),
        (loss, report) -> DpoStep.of(report, loss.beta()));
  }
}
