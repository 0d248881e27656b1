package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** Simple preference optimisation: the reward is the mean log-probability, without a reference. */
@Source(
    value =
        "Meng, Xia and Chen 2024, \"SimPO: simple preference optimization with a reference-free"
            + " reward\", arXiv:2405.14734, equation 6",
    differs = "gamma is an absolute margin; the authors' code has gamma_beta_ratio = gamma / beta")
public final class SimpoPlugin implements OptimizerPlugin<SimpoOptions> {

  /** For the service loader. */
  public SimpoPlugin() {}

  @Override
  public String id() {
    return "simpo";
  }

  @Override
  public String summary() {
    return "simple preference optimisation: mean log-probability as reward, a target margin, no"
        + " reference";
  }

  @Override
  public SimpoOptions defaults() {
    // of the published settings, those of Llama-3-Base: gamma / beta is 0.5
    return new SimpoOptions(PairTraining.defaults(6e-7), 2, 1);
  }

  @Override
  public Optimizer create(SimpoOptions options, PluginContext context) {
    return PairTraining.withoutReference(
        id(),
        options.training(),
        new SimpoLoss(options.beta(), options.gamma()),
        (loss, report) -> SimpoStep.of(report, loss.beta()));
  }
}
