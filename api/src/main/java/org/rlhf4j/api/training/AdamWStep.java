package org.rlhf4j.api.training;

/**
 * The settings of one AdamW step (Loshchilov and Hutter, "Decoupled weight decay regularization",
 * arXiv:1711.05101, algorithm 2): the gradient is first scaled so that its norm is at most {@code
 * maxGradNorm}.
 *
 * @param learningRate of this step
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay times the learning rate is the share of each matrix that decays; biases and
 *     norms never decay
 * @param maxGradNorm the gradient's norm is clipped to this; 0 for no clipping
 */
public record AdamWStep(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double maxGradNorm) {}
