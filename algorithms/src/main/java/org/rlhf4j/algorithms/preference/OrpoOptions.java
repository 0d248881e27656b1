package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of odds ratio preference optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param lambda weight of the odds ratio beside the imitation of preferred answers
 */
public record OrpoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "weight of the odds ratio beside imitation", min = 0) double lambda) {}
