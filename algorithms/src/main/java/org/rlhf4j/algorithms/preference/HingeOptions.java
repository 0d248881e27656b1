package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of {@code hinge}.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta 1 / beta is the margin in nats beyond which a pair is left alone
 */
public record HingeOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "1 / beta is the margin in nats beyond which a pair is left alone", min = 1e-9)
        double beta) {}
