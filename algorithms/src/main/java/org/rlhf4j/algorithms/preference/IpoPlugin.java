package org.rlhf4j.algorithms.preference;

import org.rlhf4j.algorithms.preference.PairOutputs.Scale;
import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** Identity preference optimisation on whole answers, as in the paper. */
@Source(
    "Azar et al. 2023, \"A general theoretical paradigm to understand learning from human"
        + " preferences\", arXiv:2310.12036, equation 17")
public final class IpoPlugin implements OptimizerPlugin<IpoOptions> {

  /** For the service loader. */
  public IpoPlugin() {}

  @Override
  public String id() {
    return "ipo";
  }

  @Override
  public String summary() {
    return "identity preference optimisation: a squared loss with a target for the margin of whole"
        + " answers";
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
        new IpoLoss(options.beta(), Scale.SUM),
        (loss, report) -> DpoStep.of(report, loss.beta()));
  }
}
