package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of robust DPO.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta how strongly the policy is held to the reference; the reward is worth 1 / beta nats
 * @param flip known probability that a label is the wrong one, in [0, 0.49]
 */
public record RobustDpoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
    @Option(value = "probability that a label is the wrong one", min = 0, max = 0.49)
        double flip) {}
