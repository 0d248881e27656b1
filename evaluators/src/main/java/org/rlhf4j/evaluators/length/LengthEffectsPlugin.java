package org.rlhf4j.evaluators.length;

import org.rlhf4j.api.UserException;
import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;
import org.rlhf4j.evaluators.inputs.FittedReward;

/**
 * {@code length-effects}: how lengths changed against a reference method, and how much of what a
 * reward or a judge finds better goes with length.
 *
 * <p>For each prompt, l is the method's length less the reference's, and d what was gained: the
 * difference of their rewards, or 100 (p - 1/2) where a judge prefers the method's answer with
 * probability p (mean of both orders). Over the prompts the line d = a + b l is fitted by least
 * squares. The mean gain is then exactly
 *
 * <pre>  mean d = a + b mean l
 * </pre>
 *
 * <p>{@code gain at equal length} is a, the <em>gain by length</em> b mean l, and {@code share by
 * length} the latter over mean d. Both answers are to the same prompt, so prompts that ask for long
 * answers do not count. It is an association and no cause: answers that are longer may be better
 * for another reason, and a straight line may not fit (the chart shows it beside binned means).
 *
 * <p>Standard errors and intervals are the bootstrap's, over prompts. The share has no value where
 * Student's 95 % interval of the gain reaches 0: a share of nothing. Nothing is fitted where all
 * length differences are the same, or with fewer than three prompts.
 */
@Source(
    value =
        "Singhal et al. 2023, \"A Long Way to Go: Investigating Length Correlations in "
            + "RLHF\", arXiv:2310.03716",
    differs = "a line within prompts, against a reference method, gives the share of the gain")
public final class LengthEffectsPlugin implements EvaluatorPlugin<LengthEffectsOptions> {

  /** For the service loader. */
  public LengthEffectsPlugin() {}

  @Override
  public String id() {
    return "length-effects";
  }

  @Override
  public String summary() {
    return "change of length, and the share of the gain in reward or win rate that goes with it";
  }

  @Override
  public LengthEffectsOptions defaults() {
    return new LengthEffectsOptions("", "sft", AnswerLengthUnit.TOKENS, null, null, 5, 1000);
  }

  @Override
  public Evaluator create(LengthEffectsOptions options, PluginContext context) {
    if (options.reward() != null && options.judge() != null) {
      throw new UserException("length-effects: give a reward or a judge, not both");
    }
    Gains gains =
        options.judge() == null
            ? new Gains.OfReward(FittedReward.of("length-effects", options.reward(), context))
            : new Gains.OfJudge(context.create(options.judge()), context.describe(options.judge()));
    return new LengthEffects(options, gains);
  }
}
