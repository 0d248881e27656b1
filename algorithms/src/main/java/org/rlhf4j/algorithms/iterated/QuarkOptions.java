package org.rlhf4j.algorithms.iterated;

import org.rlhf4j.algorithms.ppo.PpoConventions.LossDenominator;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.AdamW;

/**
 * Options of Quark.
 *
 * @param rounds how often answers are drawn, the first time from the start policy
 * @param prompts prompts a round; with more than there are, prompts come again
 * @param answers to each of these prompts
 * @param stepsPerRound gradient steps after each round's answers
 * @param batchSize answers a gradient step
 * @param quantiles into how many the pool is cut by reward
 * @param imitate which quantiles the policy learns from
 * @param klCoefficient weight of the divergence from the reference
 * @param entropyCoefficient weight of the entropy
 * @param lossDenominator what sums over the tokens of a gradient step are divided by
 * @param decoding how answers are drawn
 * @param optimizer gradient rule; learning rates follow their schedule over all steps of all rounds
 */
public record QuarkOptions(
    @Option(value = "how often answers are drawn, first from the start policy", min = 1) int rounds,
    @Option(value = "prompts a round; 0 for all once", min = 0) int prompts,
    @Option(value = "answers to each prompt of a round", min = 1) int answers,
    @Option(value = "gradient steps a round", min = 1) int stepsPerRound,
    @Option(value = "answers a gradient step", min = 1) int batchSize,
    @Option(value = "quantiles into which the pool is cut", min = 2, max = 1000) int quantiles,
    @Option(
            convention = true,
            value = "every quantile behind a token of its own, or the best alone without a token")
        Imitate imitate,
    @Option(value = "weight of the KL divergence from the reference, a token", min = 0)
        double klCoefficient,
    @Option(value = "weight of the entropy, a token", min = 0) double entropyCoefficient,
    @Option(convention = true, value = "what sums over the tokens of a step are divided by")
        LossDenominator lossDenominator,
    @Option("how answers are drawn") Decoding decoding,
    @Option("gradient rule and learning rate over all rounds") AdamW optimizer) {

  /** Which answers of the pool the policy learns from. */
  public enum Imitate {
    /** Every quantile behind its token, as the paper does; it is asked behind the best one's. */
    EVERY_QUANTILE,
    /**
     * The best quantile, without tokens, as AlpacaFarm does by default; of all rounds, where it
     * keeps the newest round alone.
     */
    BEST_QUANTILE
  }
}
