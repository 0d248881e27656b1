package org.rlhf4j.algorithms.supervised;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of supervised fine-tuning.
 *
 * @param training how it passes over the demonstrations; an example is one of them
 */
public record SftOptions(
    @Option("how it passes over the demonstrations") TrainingOptions training) {}
