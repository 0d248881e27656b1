package org.rlhf4j.algorithms.preference;

import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** Identity preference optimisation on means over tokens, as in TRL. */
@Source(
    value =
        "Azar et al. 2023, \"A general theoretical paradigm to understand learning from human"
            + " preferences\", arXiv:2310.12036, equation 17",
    differs =
        "log-ratios are divided by the tokens of the answer, as in TRL: the same beta asks for much"
            + " more than in ipo")
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
