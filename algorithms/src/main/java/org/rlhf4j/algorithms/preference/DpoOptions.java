package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of direct preference optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta how strongly the policy is held to the reference; the reward is worth 1 / beta nats
 */
public record DpoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta) {}
