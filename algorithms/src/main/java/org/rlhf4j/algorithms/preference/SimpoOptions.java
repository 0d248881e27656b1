package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of simple preference optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta scale of the reward, beta log pi / tokens
 * @param gamma by how much the reward of the preferred answer shall be greater, in the unit of the
 *     reward
 */
public record SimpoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "scale of the reward, which is beta log pi / tokens", min = 1e-9) double beta,
    @Option(value = "target margin between the rewards", min = 0) double gamma) {}
