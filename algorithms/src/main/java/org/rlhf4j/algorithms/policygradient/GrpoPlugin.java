package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.algorithms.rollout.Rollouts;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.UserException;
import org.rlhf4j.api.plugin.OptimizerPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.api.training.AdamW;
import org.rlhf4j.api.training.Optimizer;

/**
 * Group relative policy optimisation. Defaults follow DeepSeekMath (arXiv:2402.03300), but for
 * smaller groups than its 64. Dr. GRPO (arXiv:2503.20783) is {@code scaleByStd} false, {@code
 * denominator} LIMIT and {@code klCoefficient} 0; DAPO's loss (arXiv:2503.14476) is {@code
 * denominator} TOKENS, {@code clipHigh} 0.28 and {@code klCoefficient} 0.
 *
 * <p>With the penalty in the loss, as published, the optimum is not that of the other methods, ref
 * exp(reward / beta): the penalty's gradient is that of KL(ref || pi), see {@code GrpoLoss}, and a
 * group of k shrinks the reward by (k - 1) / k. With {@code klPlacement} REWARD, {@code scaleByStd}
 * false and {@code denominator} LIMIT the optimum is the same. {@code klTimesRatio} corrects the
 * gradient where the penalty stands in the loss; TRL does so by default since 1.13 ({@code
 * use_bias_correction_kl}), and DeepSeekMath does not.
 */
@Source(
    value =
        "Shao et al. 2024, \"DeepSeekMath: pushing the limits of mathematical reasoning in open"
            + " language models\", arXiv:2402.03300, equations 3 and 4",
    differs = "smaller groups than its 64; 1e-4 is added to the group's deviation, as in TRL")
@Source(
    "DeepSeek-AI 2025, \"DeepSeek-V3.2: pushing the frontier of open large language models\","
        + " arXiv:2512.02556, as use_bias_correction_kl of TRL 1.13: klTimesRatio true")
@Source(
    "Liu et al. 2025, \"Understanding R1-Zero-like training: a critical perspective\" (Dr. GRPO),"
        + " arXiv:2503.20783: scaleByStd false, denominator limit, klCoefficient 0")
@Source(
    value =
        "Yu et al. 2025, \"DAPO: an open-source LLM reinforcement learning system at scale\","
            + " arXiv:2503.14476, equation 10: denominator tokens, clipHigh 0.28, klCoefficient 0",
    differs = "only the loss: no dynamic sampling and no overlong shaping")
public final class GrpoPlugin implements OptimizerPlugin<GrpoOptions> {

  /** For the service loader. */
  public GrpoPlugin() {}

  @Override
  public String id() {
    return "grpo";
  }

  @Override
  public String summary() {
    return "group relative policy optimisation: clipped, with the group's mean as baseline";
  }

  @Override
  public GrpoOptions defaults() {
    AdamW optimizer = AdamW.withLearningRate(1e-6);
    return new GrpoOptions(
        100,
        8,
        8,
        new Decoding(),
        optimizer,
        true,
        GrpoDenominator.SEQUENCE,
        0.2,
        0.2,
        0.04,
        KlPlacement.LOSS,
        false,
        1);
  }

  @Override
  public Optimizer create(GrpoOptions options, PluginContext context) {
    Rollouts.requireSampling(id(), options.decoding());
    if (options.klTimesRatio()
        && (options.klPlacement() == KlPlacement.REWARD || options.klCoefficient() == 0)) {
      throw new UserException(
          "grpo: klTimesRatio true has no effect "
              + (options.klCoefficient() == 0
                  ? "with klCoefficient 0; set that above 0"
                  : "with klPlacement REWARD; set that to LOSS")
              + " or leave it out");
    }
    return new Grpo(options);
  }
}
