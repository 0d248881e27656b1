package com.example.chipo;

import org.rlhf4j.api.Option;
import org.rlhf4j.api.training.TrainingOptions;

/**
 * Options of chi-squared preference optimisation.
 *
 * @param training how it passes over the pairs; an example is a pair
 * @param beta strength of the tie to the reference
 * @param clip greatest margin, in nats, that still has a gradient
 */
// region options
public record ChiPoOptions(
    @Option("how it passes over the pairs") TrainingOptions training,
    @Option(value = "strength of the tie to the reference policy", min = 1e-9) double beta,
    @Option(value = "greatest margin in nats that has a gradient", min = 1e-3) double clip) {}
// endregion
