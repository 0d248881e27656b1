package org.rlhf4j.rewards;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.plugin.Part;
import org.rlhf4j.api.training.LengthLimits;

/**
 * Options of {@code policy-implicit}.
 *
 * @param policy the policy that was trained with DPO, say
 * @param reference the policy that it was trained from
 * @param beta multiplies the log-ratio, in units of reward a nat; DPO's own
 * @param perToken whether the log-ratio is divided by the number of tokens, as policy and reference
 *     each count them
 * @param sampledTokens whether token ids of sampled answers are taken as they are, which is right
 *     only if whoever sampled them has the same tokenizer; otherwise their text is tokenised
 * @param lengths limits on rows
 */
public record PolicyImplicitOptions(
    @Option(value = "the trained policy", required = true) @Nullable Part<Policy> policy,
    @Option(value = "the policy it was trained from", required = true)
        @Nullable Part<Policy> reference,
    @Option(value = "multiplies the log-ratio", min = 0) double beta,
    @Option(convention = true, value = "divide log-probabilities by the number of tokens")
        boolean perToken,
    @Option(
            convention = true,
            value = "take sampled token ids as they are: only where all have one tokenizer")
        boolean sampledTokens,
    @Option("limits on the length of rows") LengthLimits lengths) {

  /** Checks the range. */
  public PolicyImplicitOptions {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("beta must be a finite number above 0, got " + beta);
    }
  }
}
