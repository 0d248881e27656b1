package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Optimizer;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * Odds ratio preference optimisation: imitation and preference in one loss, without a reference.
 */
@Source(
    value =
        "Hong, Lee and Thorne 2024, \"ORPO: monolithic preference optimization without reference"
            + " model\", arXiv:2403.07691, equations 3 to 7",
    differs =
        "in the imitation term each token weighs the same, and the prompt's tokens never count")
public final class OrpoPlugin implements OptimizerPlugin<OrpoOptions> {

  /** For the service loader. */
  public OrpoPlugin() {}

  @Override
  public String id() {
    return "orpo";
  }

  @Override
  public String summary() {
    return "odds ratio preference optimisation: imitation and preference in one loss, no reference";
  }

  @Override
  public OrpoOptions defaults() {
    // rate and weight of the authors' script for Mistral-ORPO-beta
    return new OrpoOptions(PairTraining.defaults(5e-6), 0.1);
  }

  @Override
  public Optimizer create(OrpoOptions options, PluginContext context) {
    return PairTraining.withoutReference(
        id(),
        options.training(),
        new OrpoLoss(options.lambda()),
        (loss, report) -> OrpoStep.of(report, loss.lambda()));
  }
}
