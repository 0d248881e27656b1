package org.rlhf4j.algorithms.preference;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;
import org.rlhf4j.api.math.Masked;
import org.rlhf4j.api.math.Scalars;
import org.rlhf4j.api.training.Microbatch;

/**
 * What a loss sees of a micro-batch of pairs. Row 2i is the preferred answer of pair i and row 2i +
 * 1 the rejected one.
 *
 * <p>The reference is taken off token by token and not off the sums, because the rounding error of
 * a sum in fp32 grows with its size: at a log-probability of -1500 it is 1e-4.
 *
 * @param logProbs log pi of each completion token, shape (2 pairs, tokens)
 * @param reference log ref of the same tokens, same shape; null for methods without a reference
 * @param mask same shape
 * @param stepPairs pairs of the whole step
 * @param stepChosenTokens tokens of the preferred answers of the whole step
 */
record PairOutputs(
    NDArray logProbs,
    @Nullable NDArray reference,
    NDArray mask,
    int stepPairs,
    long stepChosenTokens) {

  static PairOutputs of(Microbatch micro, PairStep step) {
    float[][] reference = step.reference();
    return new PairOutputs(
        micro.outputs(),
        reference == null ? null : micro.tokens(reference),
        micro.mask(),
        step.pairs(),
        step.chosenTokens());
  }

  /** log pi(y | x) of whole answers, in nats. */
  Sides logProbs(Scale scale) {
    return sides(logProbs, scale);
  }

  /** log pi(y | x) - log ref(y | x) of whole answers, in nats. */
  Sides logRatios(Scale scale) {
    if (reference == null) {
      throw new IllegalStateException("this loss needs a reference: PairTraining.withReference");
    }
    return sides(logProbs.sub(reference), scale);
  }

  /** Whether an answer counts with the sum over its tokens or with their mean. */
  enum Scale {
    /** The sum over the answer's tokens. */
    SUM,
    /** The sum divided by the number of the answer's tokens. */
    TOKEN_MEAN
  }

  private Sides sides(NDArray tokens, Scale scale) {
    NDArray sums = Masked.rowSums(tokens, mask);
    return Sides.of(scale == Scale.SUM ? sums : sums.div(mask.sum(new int[] {1})));
  }

  /** This micro-batch's share of the mean over all pairs of the step, a scalar. */
  NDArray mean(NDArray perPair) {
    return Scalars.times(perPair.sum(), 1.0 / stepPairs);
  }
}
