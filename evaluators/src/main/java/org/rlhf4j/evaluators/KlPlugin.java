package org.rlhf4j.evaluators;

import org.rlhf4j.api.evaluation.Evaluator;
import org.rlhf4j.api.math.KlEstimator;
import org.rlhf4j.api.plugin.EvaluatorPlugin;
import org.rlhf4j.api.plugin.PluginContext;
import org.rlhf4j.api.plugin.Source;

/**
 * {@code kl}: the divergence KL(pi || ref) of a method's answers from the reference's, in nats per
 * answer, by Monte Carlo: the mean over prompts of
 *
 * <pre>  sum over t of k(log pi(y_t | x, y_&lt;t) - log ref(y_t | x, y_&lt;t)),   y drawn from pi
 * </pre>
 *
 * <p>with k as in {@link KlEstimator}. By the chain rule k1 and k3 are unbiased for the divergence
 * of whole answers. Answers are drawn for this purpose, at temperature 1 without truncation,
 * whatever the run decodes with: only then are they pi's own. They are cut off at {@code
 * maxNewTokens}, so it is the divergence of answers up to that length.
 *
 * <p>Each policy conditions on the prompt as it encodes it, control tokens and all. The answer's
 * tokens are the same for both: control tokens are read and never written, so what a policy samples
 * is in the reference's vocabulary too.
 *
 * <p>The reference's own row is 0 by definition, without a standard error. A policy without a
 * likelihood has the upper bound that it knows (from the policy that it wraps), with a note. A
 * policy without either, or of which only the answers are known, has no row.
 */
@Source(
    value = "Schulman 2020, \"Approximating KL divergence\" (joschu.net/blog/kl-approx.html)",
    differs =
        "answers are cut off at maxNewTokens: it is the divergence of answers up to that length")
public final class KlPlugin implements EvaluatorPlugin<KlOptions> {

  /** For the service loader. */
  public KlPlugin() {}

  @Override
  public String id() {
    return "kl";
  }

  @Override
  public String summary() {
    return "divergence of a method's answers from a reference method's, nats per answer";
  }

  @Override
  public KlOptions defaults() {
    return new KlOptions("sft", KlEstimator.K1, 1, 64, "KL");
  }

  @Override
  public Evaluator create(KlOptions options, PluginContext context) {
    return new Kl(options);
  }
}
