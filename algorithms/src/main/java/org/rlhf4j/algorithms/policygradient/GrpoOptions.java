package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.algorithms.ppo.PpoConventions.KlPlacement;
import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.AdamW;

/**
 * Options of group relative policy optimisation.
 *
 * @param steps rollout batches in all; the learning rate follows its schedule over these
 * @param prompts prompts a rollout batch
 * @param answers answers to each of them: a group
 * @param decoding how answers are drawn
 * @param optimizer gradient rule
 * @param scaleByStd whether advantages are divided by the deviation of the group's rewards
 * @param denominator what the sum over the tokens of an answer is divided by
 * @param clipLow ratios are clipped to at least 1 - this
 * @param clipHigh ratios are clipped to at most 1 + this
 * @param klCoefficient weight of the divergence from the reference
 * @param klPlacement where the penalty on the divergence stands: in the loss of each token, or
 *     taken off the reward of the whole answer
 * @param klTimesRatio whether the penalty in the loss is multiplied by the probability ratio, so
 *     that its gradient is that of KL(pi || ref) at each token
 * @param iterations gradient steps on each rollout batch
 */
public record GrpoOptions(
    @Option(value = "rollout batches in all", min = 1) int steps,
    @Option(value = "prompts a rollout batch", min = 1) int prompts,
    @Option(value = "answers to each prompt", min = 2) int answers,
    @Option("how answers are drawn") Decoding decoding,
    @Option("gradient rule") AdamW optimizer,
    @Option(convention = true, value = "divide advantages by the deviation of the group's rewards")
        boolean scaleByStd,
    @Option(convention = true, value = "what the sum over the tokens of an answer is divided by")
        GrpoDenominator denominator,
    @Option(
            convention = true,
            value = "ratios are clipped to at least 1 - this",
            min = 1e-9,
            max = 1)
        double clipLow,
    @Option(convention = true, value = "ratios are clipped to at most 1 + this", min = 1e-9)
        double clipHigh,
    @Option(value = "weight of the divergence from the reference", min = 0) double klCoefficient,
    @Option(convention = true, value = "where the penalty on the divergence stands")
        KlPlacement klPlacement,
    @Option(convention = true, value = "multiply the penalty in the loss by the probability ratio")
        boolean klTimesRatio,
    @Option(value = "gradient steps on each rollout batch", min = 1) int iterations) {}
