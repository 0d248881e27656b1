package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** Robust DPO: direct preference optimisation that undoes a known share of flipped labels. */
@Source(
    "Ray Chowdhury, Kini and Natarajan 2024, \"Provably robust DPO: aligning language models with"
        + " noisy feedback\", arXiv:2403.00409, section 3")
public final class RobustDpoPlugin implements OptimizerPlugin<RobustDpoOptions> {

  /** For the service loader. */
  public RobustDpoPlugin() {}

  @Override
  public String id() {
    return "robust-dpo";
  }

  @Override
  public String summary() {
    return "dpo that undoes a known share of flipped labels, without bias";
  }

  @Override
  public RobustDpoOptions defaults() {
    return new RobustDpoOptions(PairTraining.defaults(1e-6), 0.1, 0.1);
  }

  @Override
  public Optimizer create(RobustDpoOptions options, PluginContext context) {
    return PairTraining.withReference(
        id(),
        options.training(),
        new RobustDpoLoss(options.beta(), options.flip()),
        (loss, report) -> DpoStep.of(report, loss.beta()));
  }
}
