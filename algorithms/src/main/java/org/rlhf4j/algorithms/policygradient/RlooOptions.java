package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.AdamW;

/**
 * Options of REINFORCE leave-one-out.
 *
 * @param steps rollout batches in all; the learning rate follows its schedule over these
 * @param prompts prompts a rollout batch
 * @param answers answers to each of them; the others are the baseline of each
 * @param decoding how answers are drawn
 * @param optimizer gradient rule
 * @param klCoefficient what a nat of divergence from the reference takes off the reward
 * @param level whether an answer or a token is one action
 * @param iterations gradient steps on each rollout batch
 * @param clipRatio ratios of later iterations are clipped to 1 -+ this
 */
public record RlooOptions(
    @Option(value = "rollout batches in all", min = 1) int steps,
    @Option(value = "prompts a rollout batch", min = 1) int prompts,
    @Option(value = "answers to each prompt", min = 2) int answers,
    @Option("how answers are drawn") Decoding decoding,
    @Option("gradient rule") AdamW optimizer,
    @Option(value = "what a nat of divergence from the reference takes off the reward", min = 0)
        double klCoefficient,
    @Option(convention = true, value = "whether an answer or a token is one action")
        RlooLevel level,
    @Option(value = "gradient steps on each rollout batch", min = 1) int iterations,
    @Option(
            convention = true,
            value = "ratios of later iterations are clipped to 1 -+ this",
            min = 1e-9)
        double clipRatio) {}
