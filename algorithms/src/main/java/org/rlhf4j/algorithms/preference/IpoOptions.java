package org.rlhf4j.algorithms.preference;

import org.rlhf4j.api.plugin.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of identity preference optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta the paper's tau; the margin's target is 1 / (2 beta) nats, a token for {@code
 *     ipo-mean}
 */
public record IpoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(
            value =
                "1 / (2 beta) is the target of the margin, in nats (ipo) or nats a token"
                    + " (ipo-mean)",
            min = 1e-9)
        double beta) {}
