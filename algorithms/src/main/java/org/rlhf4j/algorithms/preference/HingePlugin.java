package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** A hinge on the margin of DPO, after SLiC. */
@Source(
    "Liu et al. 2023, \"Statistical rejection sampling improves preference optimization\","
        + " arXiv:2309.06657 (hinge-norm)")
@Source(
    value =
        "Zhao et al. 2023, \"SLiC-HF: sequence likelihood calibration with human feedback\","
            + " arXiv:2305.10425, section 2",
    differs = "with a reference, and without the term that imitates answers of the start")
public final class HingePlugin implements OptimizerPlugin<HingeOptions> {

  /** For the service loader. */
  public HingePlugin() {}

  @Override
  public String id() {
    return "hinge";
  }

  @Override
  public String summary() {
    return "a hinge on the margin of dpo, after SLiC: pairs far enough apart are left alone";
  }

  @Override
  public HingeOptions defaults() {
    return new HingeOptions(PairTraining.defaults(1e-6), 0.1);
  }

  @Override
  public Optimizer create(HingeOptions options, PluginContext context) {
    return PairTraining.withReference(
        id(),
        options.training(),
        new HingeLoss(options.beta()),
        (loss, report) -> DpoStep.of(report, loss.beta()));
  }
}
