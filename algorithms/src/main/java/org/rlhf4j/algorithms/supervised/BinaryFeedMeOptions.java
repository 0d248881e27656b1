package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of binary FeedME.
 *
 * @param training how it passes over the preferred answers; an example is one of them
 */
public record BinaryFeedMeOptions(
    @Option("how it passes over the preferred answers, one of each pair")
        TrainingOptions training) {}
