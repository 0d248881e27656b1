package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of direct preference optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta how strongly the policy is held to the reference; the reward is worth 1 / beta nats
 * @param labelSmoothing share of labels taken to be wrong, in [0, 0.5]; above 0 it is conservative
 *     DPO
 */
public record DpoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
    @Option(
            value = "share of labels taken to be wrong (conservative DPO); 0 for plain DPO",
            min = 0,
            max = 0.5)
        double labelSmoothing) {}
