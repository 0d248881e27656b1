package org.rlhf4j.api.training;

import java.util.List;
import java.util.Optional;
import org.rlhf4j.api.Likelihood;
import org.rlhf4j.api.Policy;
import org.rlhf4j.api.Stateful;
import org.rlhf4j.api.math.RandomStream;

/**
 * A policy that learns. The seam is one call, {@link #update}: rows in, and a loss over their
 * differentiable log-probabilities. The policy owns devices, micro-batches, the backward pass,
 * clipping and the gradient step; the method owns the loss.
 */
public interface TrainablePolicy extends Policy, Likelihood, Stateful {

  /**
   * One gradient step.
   *
   * <p>The rows are split into micro-batches that keep groups whole; the loss is asked once for
   * each and its results are summed, so a loss divides by denominators that are known before (all
   * pairs, all tokens). Then the split changes nothing beyond rounding.
   *
   * @param batch the rows
   * @param loss asked for each micro-batch with outputs = log-probabilities of the completion
   *     tokens
   * @param step learning rate and the other settings of this step
   * @return loss, gradient norm, and the log-probabilities of all rows as they were before the step
   * @throws NonFiniteLossException if the loss or its gradient is not finite; the weights are then
   *     unchanged
   */
  UpdateReport update(TrainingBatch batch, TokenLoss loss, AdamWStep step);

  /** An independent copy of the weights, without the moments of AdamW. The caller owns it. */
  TrainablePolicy copy();

  /**
   * A model of the same architecture that starts from these weights, with a new scalar head in the
   * place of the vocabulary. The caller owns it.
   *
   * @param random where the head's weights come from
   * @param headDeviation standard deviation of the head's normally distributed weights; below 0 for
   *     1 / (hidden size + 1), the choice of Stiennon et al. (arXiv:2009.01325)
   */
  ScalarModel newScalarModel(RandomStream random, double headDeviation);

  /** The same with the usual standard deviation. */
  default ScalarModel newScalarModel(RandomStream random) {
    return newScalarModel(random, -1);
  }

  /**
   * Whether a text is one token of this policy already, so that it cannot become a control token.
   */
  default boolean hasToken(String text) {
    return false;
  }

  /**
   * Adds control tokens. Their embedding rows start at the mean of the old ones, plus a small
   * deviation from {@code random} so that they can be told apart.
   *
   * @param names texts of the tokens, which must be new
   * @return their ids, in order
   */
  int[] addControlTokens(List<String> names, RandomStream random);

  /** How large it is; empty where it is not of a size worth telling. */
  default Optional<ModelSize> size() {
    return Optional.empty();
  }

  /**
   * Ends a training: frees gradients and AdamW moments; a later {@link #update} starts with fresh
   * moments.
   *
   * @throws NonFiniteLossException if training left a weight that is NaN or infinite
   */
  void freeze();
}
