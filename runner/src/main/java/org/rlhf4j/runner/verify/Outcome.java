package org.rlhf4j.runner.verify;

/**
 * How far from the truth one method came.
 *
 * @param method its id
 * @param language on which it was trained
 * @param recipe how
 * @param toTarget divergence between policy and target in nats, mean over prompts; NaN for none.
 *     KL(pi || target) for the optimum and KL(target || pi) for data to imitate, where some
 *     completions never occur; for policies that can only be sampled, the plug-in estimate of
 *     KL(samples || target) less what it is by chance alone
 * @param toReference KL(pi || ref) in nats, mean over prompts; NaN where it can only be sampled
 * @param reward mean reward
 * @param best the greatest mean reward of any policy at the same divergence from the reference
 * @param seconds of training
 */
public record Outcome(
    String method,
    String language,
    Recipe recipe,
    double toTarget,
    double toReference,
    double reward,
    double best,
    double seconds) {

  /** Whether it came as near as it claims. */
  enum Verdict {
    /** Within its tolerance. */
    PASS,
    /** Outside of its tolerance. */
    FAIL,
    /** It claims nothing. */
    NO_CLAIM
  }

  /** The method and its variant, for people. */
  String label() {
    return recipe.variant().isEmpty() ? method : method + " " + recipe.variant();
  }

  Verdict verdict() {
    if (Double.isNaN(recipe.tolerance())) {
      return Verdict.NO_CLAIM;
    }
    return toTarget <= recipe.tolerance() ? Verdict.PASS : Verdict.FAIL;
  }
}
