package org.rlhf4j.api.training;

/**
 * How large a model is in memory.
 *
 * @param parameters numbers that are learned
 * @param weightBytes of the weights
 * @param trainingBytes what a training adds while it lasts: gradients, moments, master weights
 */
public record ModelSize(long parameters, long weightBytes, long trainingBytes) {}
