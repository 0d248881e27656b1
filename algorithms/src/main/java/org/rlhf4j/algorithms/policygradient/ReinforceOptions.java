package org.rlhf4j.algorithms.policygradient;

import org.rlhf4j.api.Decoding;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.AdamW;

/**
 * Options of REINFORCE.
 *
 * @param steps rollout batches in all; the learning rate follows its schedule over these
 * @param rollouts answers a rollout batch, one a prompt
 * @param decoding how answers are drawn
 * @param optimizer gradient rule
 * @param klCoefficient what a nat of divergence from the reference takes off the reward
 * @param baseline what a reward is compared with
 * @param baselineDecay share of the old average that stays with {@code MOVING_AVERAGE}
 */
public record ReinforceOptions(
    @Option(value = "rollout batches in all", min = 1) int steps,
    @Option(value = "answers a rollout batch, one a prompt", min = 1) int rollouts,
    @Option("how answers are drawn") Decoding decoding,
    @Option("gradient rule") AdamW optimizer,
    @Option(value = "what a nat of divergence from the reference takes off the reward", min = 0)
        double klCoefficient,
    @Option(convention = true, value = "what a reward is compared with") Baseline baseline,
    @Option(value = "share of the old average that stays with MOVING_AVERAGE", min = 0, max = 1)
        double baselineDecay) {}
