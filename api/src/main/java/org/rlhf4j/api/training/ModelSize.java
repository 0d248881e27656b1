package org.rlhf4j.api.training;

/**
 * How large a model is in memory.
 *
 * @param parameters numbers that are learned
 * @param weightBytes of the weights
 * @param trainingBytes what a training adds while it lasts: gradients, moments, master weights
 * @param sharedBytes of further weights, which all models share that descend from one another:
 *     those that an adapter stands beside
 */
public record ModelSize(long parameters, long weightBytes, long trainingBytes, long sharedBytes) {

  /** That of a model which shares nothing. */
  public ModelSize(long parameters, long weightBytes, long trainingBytes) {
    this(parameters, weightBytes, trainingBytes, 0);
  }
}
