package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.AdamW;

/**
 * Options of the trust region method.
 *
 * @param steps rollout batches in all; the learning rate follows its schedule over these
 * @param prompts prompts a rollout batch
 * @param answers answers to each of them; the others are the baseline of each
 * @param decoding how answers are drawn
 * @param optimizer gradient rule; its learning rate is that of the first, longest try
 * @param klCoefficient what a nat of divergence from the reference takes off the reward
 * @param maxKl the trust region: greatest mean divergence a token of a step, in nats
 * @param backtracks how often a try is halved before the step is given up
 */
public record TrpoOptions(
    @Option(value = "rollout batches in all", min = 1) int steps,
    @Option(value = "prompts a rollout batch", min = 1) int prompts,
    @Option(value = "answers to each prompt", min = 2) int answers,
    @Option("how answers are drawn") Decoding decoding,
    @Option("gradient rule; its learning rate is that of the first, longest try") AdamW optimizer,
    @Option(value = "what a nat of divergence from the reference takes off the reward", min = 0)
        double klCoefficient,
    @Option(value = "greatest mean divergence a token of a step, in nats", min = 1e-12)
        double maxKl,
    @Option(value = "how often a try is halved before the step is given up", min = 0)
        int backtracks) {}
