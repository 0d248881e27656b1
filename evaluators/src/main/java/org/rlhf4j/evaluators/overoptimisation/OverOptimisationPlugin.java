package org.rlhf4j.evaluators.overoptimisation;

import java.util.List;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.evaluators.inputs.FittedReward;

/**
 * {@code over-optimisation}: how the proxy reward that methods optimise and the gold reward that
 * counts change with d = sqrt(KL(pi || reference)), after Gao, Schulman and Hilton, "Scaling laws
 * for reward model overoptimization" (2022, arXiv:2210.10760).
 *
 * <p>Every method that was watched while it trained from the reference (the spec's {@code watch})
 * gives a curve over its steps; the reference's best of n gives one over n. Rewards are gains over
 * the curve's own beginning. The gold gain of each curve is fitted with both forms of the paper,
 *
 * <pre>  R = d (alpha - beta d)       (best-of-n in the paper)
 *   R = d (alpha - beta ln d)    (reinforcement learning)
 * </pre>
 *
 * <p>by least squares over its points; the smaller AIC chooses. Intervals are percentiles of a
 * bootstrap over prompts that draws all points of a prompt together. A maximum outside the
 * divergences that were seen is no peak. See {@link BestOfNEstimator} for the estimator of
 * best-of-n and {@link PeakTest} for the alarm, which is given where gold declined and the proxy
 * did not.
 *
 * <p>Gold is the reward that the options name, or else that of the spec's {@code watch}. What the
 * watch scored with the same reward is not scored again.
 *
 * <p>Where we differ from the paper: divergences of trainings are estimated (k1) and not exact; the
 * gain is measured from the first point and not from the reward of an infinite sample; and both
 * forms are tried on every curve.
 *
 * <p>With {@code file} it looks at candidates that others made and scored: one row each with {@code
 * prompt} (its id), {@code proxy} and {@code gold}. Only the curve over n can then be drawn.
 */
@Source(
    value =
        "Gao, Schulman and Hilton 2022, \"Scaling laws for reward model overoptimization\","
            + " arXiv:2210.10760",
    differs =
        "divergences of trainings are estimated (k1) and not exact; the gain is measured from the"
            + " first point; both forms are tried on every curve")
public final class OverOptimisationPlugin implements EvaluatorPlugin<OverOptimisationOptions> {

  /** For the service loader. */
  public OverOptimisationPlugin() {}

  @Override
  public String id() {
    return "over-optimisation";
  }

  @Override
  public String summary() {
    return "proxy and gold reward against sqrt(KL) along trainings and for best-of-n, with fits";
  }

  @Override
  public OverOptimisationOptions defaults() {
    return new OverOptimisationOptions(
        "sft", null, 64, List.of(1, 2, 4, 8, 16, 32, 64), 64, null, 1000, 0.95, "");
  }

  @Override
  public Evaluator create(OverOptimisationOptions options, PluginContext context) {
    String file = options.file();
    if (file != null) {
      if (options.gold() != null) {
        throw new UserException(
            "over-optimisation: the file has gold scores of its own; leave out gold or file");
      }
      return ScoredFile.read(file, options, context);
    }
    Part<RewardModel> gold = options.gold();
    BestOfNEstimator.check(options.n(), options.samples(), "samples is");
    if (gold == null) {
      return new OverOptimisation(options, null, "");
    }
    RewardModel reward =
        FittedReward.own(
            "over-optimisation: the gold reward", gold, context, "name one that need not be");
    return new OverOptimisation(options, reward, context.describe(gold));
  }
}
