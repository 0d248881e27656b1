package org.rlhf4j.api.math;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * The logarithm of the logistic function, log(1 / (1 + exp(-x))): the log-likelihood of a
 * preference in the Bradley-Terry model and in DPO.
 */
public final class LogSigmoid {

  private LogSigmoid() {}

  /**
   * Element by element, differentiable, without overflow at any finite x: -log(1 + exp(-x))
   * computed as minus the softplus of -x, which the engine evaluates as log1p(exp(-x)) for x &gt;
   * -20 and as -x below (the difference is 2e-9 there, less than a float can show). The gradient is
   * 1 / (1 + exp(x)); at x = 0 it is exactly 1/2.
   *
   * @param x any shape
   * @return the same shape, never above 0
   */
  public static NDArray of(NDArray x) {
    return Activation.softPlus(x.neg()).neg();
  }
}
