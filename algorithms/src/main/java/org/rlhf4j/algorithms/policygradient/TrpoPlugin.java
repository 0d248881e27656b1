package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;

/**
 * A policy gradient whose every step stays in a trust region, found by a backtracking line search,
 * in the style of trust region policy optimisation (Schulman et al. 2015, arXiv:1502.05477).
 *
 * <p>What is kept of TRPO: the surrogate objective (equation 14), the constraint on the mean KL(old
 * || new) over visited states, and the line search of appendix C, which halves a step until the
 * constraint holds and the surrogate does not get worse. What differs: the direction is that of
 * AdamW and not the natural gradient, which would take products with the Fisher matrix that a
 * method does not see; the first step length is the learning rate and not computed from the
 * quadratic model; the divergence is estimated from the drawn tokens; advantages are those of
 * {@code rloo}, without a value model. A step that is given up leaves the policy and the moments of
 * AdamW as they were, bit for bit.
 */
@Source(
    value =
        "Schulman et al. 2015, \"Trust region policy optimization\", arXiv:1502.05477, equation 14"
            + " and appendix C",
    differs =
        "the direction is AdamW's and not the natural gradient; the first step length is the"
            + " learning rate; the divergence is estimated from the drawn tokens; advantages are"
            + " those of rloo")
public final class TrpoPlugin implements OptimizerPlugin<TrpoOptions> {

  /** For the service loader. */
  public TrpoPlugin() {}

  @Override
  public String id() {
    return "trpo";
  }

  @Override
  public String summary() {
    return "policy gradient in a trust region on the KL, held by a backtracking line search";
  }

  @Override
  public TrpoOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-5);
    return new TrpoOptions(100, 16, 4, new Decoding(), optimizer, 0.05, 0.01, 10);
  }

  @Override
  public Optimizer create(TrpoOptions options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    return new Trpo(options);
  }
}
