package org.rlhf4j.evaluators;

import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.Option;
import org.rlhf4j.api.RewardModel;
import org.rlhf4j.api.plugin.Part;

/**
 * Options of {@code mean-reward}.
 *
 * @param name the column of the table; null for {@code proxy} for the run's own reward, and for the
 *     id of any other
 * @param reward scores the answers and must not need fitting; null for the run's own reward
 */
public record MeanRewardOptions(
    @Option("column of the table; proxy, or the reward's id, where it is left out")
        @Nullable String name,
    @Option("scores the answers; the run's own reward where it is left out")
        @Nullable Part<RewardModel> reward) {}
