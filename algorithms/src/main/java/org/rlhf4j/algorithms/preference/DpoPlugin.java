package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** Direct preference optimisation: fits the implicit reward of the policy to pairs. */
@Source(
    value =
        "Rafailov et al. 2023, \"Direct preference optimization: your language model is secretly a"
            + " reward model\", arXiv:2305.18290, equation 7",
    differs =
        "the reference is subtracted token by token before sums are taken, which loses less in"
            + " float32")
@Source(
    "Mitchell 2023, \"A note on DPO with noisy preferences and relationship to IPO\", equation 3,"
        + " for labelSmoothing")
public final class DpoPlugin implements OptimizerPlugin<DpoOptions> {

  /** For the service loader. */
  public DpoPlugin() {}

  @Override
  public String id() {
    return "dpo";
  }

  @Override
  public String summary() {
    return "direct preference optimisation on pairs, without a reward model";
  }

  @Override
  public DpoOptions defaults() {
    return new DpoOptions(PairTraining.defaults(1e-6), 0.1, 0);
  }

  @Override
  public Optimizer create(DpoOptions options, PluginContext context) {
    return PairTraining.withReference(
        id(),
        options.training(),
        new DpoLoss(options.beta(), options.labelSmoothing()),
        (loss, report) -> DpoStep.of(report, loss.beta()));
  }
}
