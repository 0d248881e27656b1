package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.AdamW;

/**
 * Options of online DPO.
 *
 * @param steps gradient steps in all; the learning rate follows its schedule over these
 * @param pairs prompts a step, with a pair of answers each
 * @param decoding how answers are drawn
 * @param feedback who compares the answers of a pair
 * @param labels how a comparison becomes a label
 * @param beta how strongly the policy is held to the reference; the reward is worth 1 / beta nats
 * @param optimizer gradient rule and learning rate
 */
public record OnlineDpoOptions(
    @Option(value = "gradient steps in all", min = 1) int steps,
    @Option(value = "prompts a step, with a pair of answers each", min = 1) int pairs,
    @Option("how answers are drawn") Decoding decoding,
    @Option("who compares the answers of a pair") Feedback feedback,
    @Option(convention = true, value = "how a comparison becomes a label") Labels labels,
    @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
    @Option("gradient rule and learning rate") AdamW optimizer) {

  /** Who compares two answers. */
  public enum Feedback {
    /** The judge of the spec's {@code feedback}. */
    JUDGE,
    /**
     * The spec's {@code reward}, which prefers the first answer with probability 1 / (1 +
     * exp(second score - first score)), as in the Bradley-Terry model.
     */
    REWARD
  }

  /** How the probability that the first answer is preferred becomes a label. */
  public enum Labels {
    /** The more probable label; a tie gives none. */
    DECIDED,
    /** A label drawn with that probability. */
    DRAWN
  }
}
