package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/** Kahneman-Tversky optimisation: each answer is desirable or not, by itself. */
@Source(
    value =
        "Ethayarajh et al. 2024, \"KTO: model alignment as prospect theoretic optimization\","
            + " arXiv:2402.01306, equation 8",
    differs =
        "each pair gives a desirable and an undesirable example; the reference point is a mean over"
            + " the whole step and not over a micro-batch")
public final class KtoPlugin implements OptimizerPlugin<KtoOptions> {

  /** For the service loader. */
  public KtoPlugin() {}

  @Override
  public String id() {
    return "kto";
  }

  @Override
  public String summary() {
    return "Kahneman-Tversky optimisation: chosen answers are desirable, rejected ones are not,"
        + " each by itself";
  }

  @Override
  public KtoOptions defaults() {
    return new KtoOptions(PairTraining.defaults(1e-6), 0.1, 1, 1);
  }

  @Override
  public Optimizer create(KtoOptions options, PluginContext context) {
    if (options.desirableWeight() == 0 && options.undesirableWeight() == 0) {
      throw new UserException(
          "kto with desirableWeight 0 and undesirableWeight 0 learns nothing; set at least one of"
              + " them above 0");
    }
    return PairTraining.withLossOfEachStep(
        id(),
        options.training(),
        (task, step) -> options.loss(KtoReferencePoint.of(step, task.start(), task.reference())),
        (loss, report) -> KtoStep.of(report, loss));
  }
}
